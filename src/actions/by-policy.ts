/** `verify` by a policy: what each artifact needs is what the entries that match its name ask for. */
import { isAbsolute } from 'node:path';
import type { Environment } from '../kit/environment.ts';
import type { Wiring } from '../kit/wire.ts';
import { closest } from '../model/closest.ts';
import { Fault } from '../model/fault.ts';
import type { TrustRoot } from '../model/requirement.ts';
import type { Artifact } from '../model/subject.ts';
import { decide, type ReadyPolicy, wantedFor } from '../policy/decide.ts';
import { loadPolicies, notices } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';
import { type Runs, runsToAsk } from '../policy/rules/run.ts';
import { type Documents, documentsToFind } from '../policy/rules/sbom-document.ts';
import type { EvidenceSource } from '../ports/evidence.ts';
import type { RunFacts } from '../ports/forge.ts';
import { shellCommand } from '../report/escape.ts';
import { readTrustRoot } from '../verify/roots.ts';
import { isOutside } from './outside.ts';
import { findPolicy, type PolicyInputs } from './policy-file.ts';
import type { ReferredValues } from './referred-inputs.ts';
import { findDocuments, hostsOf } from './referred-sboms.ts';
import type { Way } from './verify-way.ts';

export interface ByPolicyInputs extends PolicyInputs, ReferredValues {
  readonly files: readonly string[];
  readonly base: string | undefined;
  readonly bundles: readonly string[];
  /** `NAME=PATH`. */
  readonly roots: readonly string[];
  readonly environment: string | undefined;
}

type Policies = readonly [ReadyPolicy, ...ReadyPolicy[]];

export async function byPolicy(inputs: ByPolicyInputs, environment: Environment, wire: Wiring): Promise<Way> {
  const now = wire.clock.now();
  hostsOf(inputs.sbomHosts);
  const found = await findPolicy(inputs, environment, wire);
  const target = inputs.environment ?? '';
  const policies = await loadPolicies(found.file, found.files, { now, environment: target });
  checkEnvironment(target, policies[0].policy);
  const roots = await rootsOf(policies, inputs.roots, rootReader(inputs, environment, wire));
  const world = {
    now,
    environment: target,
    serverUrl: environment.serverUrl,
    roots,
    ownRun: ownRun(environment),
  };
  const local = found.local
    ? [
        `The policy is a file of this machine, \`${found.file.uri}\`: in a workflow it comes from the default branch.`,
      ]
    : [];
  return {
    wanted: wantedBy(policies, inputs, wire),
    async decide(artifacts, evidence) {
      const all = (runs: Runs, documents: Documents) =>
        artifacts.map((artifact, index) =>
          decide(artifact, evidence[index] ?? [], policies, { ...world, runs, documents }),
        );
      const first = all(new Map(), new Map());
      const asked = inputs.offline ? [] : [...new Set(first.flatMap((verdict) => runsToAsk(verdict)))];
      const lacking = documentsToFind(first.flatMap(({ findings }) => findings));
      if (asked.length === 0 && lacking.length === 0) return first;
      const runs = asked.length > 0 ? await askedRuns(asked, inputs, wire) : new Map();
      return all(runs, await findDocuments(lacking, inputs, wire));
    },
    notices: [...local, ...notices(policies, now)],
    repeat: repeatCommand(inputs, found.file.uri),
  };
}

/** Files of bundles, and GitHub's API for every repository that the policy expects evidence from. */
function wantedBy(policies: Policies, inputs: ByPolicyInputs, wire: Wiring): Way['wanted'] {
  const files = wire.sources(inputs.bundles, undefined, undefined);
  const byRepository = new Map<string, Promise<readonly EvidenceSource[]>>();
  const ofRepository = (name: string) => {
    const known = byRepository.get(name) ?? wire.sources([], name, inputs.githubToken);
    byRepository.set(name, known);
    return known;
  };
  return async (artifact: Artifact) => {
    const { repositories, predicateTypes } = wantedFor(artifact, policies);
    const online = inputs.offline ? [] : await Promise.all(repositories.map(ofRepository));
    return { sources: [...(await files), ...online.flat()], predicateTypes };
  };
}

/** Asked a few at a time; what cannot be asked is a fault in its place (T14, T22). */
async function askedRuns(
  urls: readonly string[],
  { githubToken }: ByPolicyInputs,
  wire: Wiring,
): Promise<Runs> {
  const forge = await wire.forge(githubToken);
  const runs = new Map<string, RunFacts | Fault>();
  const queue = urls.values();
  const lane = async () => {
    for (const url of queue) {
      try {
        runs.set(url, await forge.run(url));
      } catch (error) {
        if (!(error instanceof Fault) || error.code === 'CUSTODY-905') throw error;
        runs.set(url, error);
      }
    }
  };
  await Promise.all(Array.from({ length: 6 }, lane));
  return runs;
}

/** A name that is mistyped would switch off every rule that is meant for one environment. */
function checkEnvironment(name: string, { environments, reference }: Policy): void {
  if (name === '' || environments.size === 0 || environments.has(name)) return;
  const near = closest(name, [...environments.keys()]);
  throw new Fault('CUSTODY-102', `environment: ${JSON.stringify(name)} is none of ${reference.uri}`, {
    hint: `${near ? `Did you mean \`${near}\`? ` : ''}The policy declares ${[...environments.keys()].join(', ')}.`,
  });
}

type ReadRoot = (place: string, name: string) => Promise<TrustRoot>;

/** In a workflow a root comes from where a policy does: whoever writes it decides who may sign (trust rule T31). */
function rootReader(inputs: PolicyInputs, environment: Environment, wire: Wiring): ReadRoot {
  return async (place, name) => {
    // No checkout puts anything outside of the workspace: whoever runs the machine has put it there.
    const ofMachine =
      !environment.inActions || (isAbsolute(place) && isOutside(environment.workspace, place));
    if (ofMachine || isEmbedded(place)) return wire.trustRoot(place, name);
    const { file } = await findPolicy({ ...inputs, policy: place }, environment, wire);
    return readTrustRoot(name, file.bytes);
  };
}

/** The roots that the signers of policies name. Throws `CUSTODY-405` for one that is not given, and `-102`. */
export async function rootsOf(
  policies: Policies,
  given: readonly string[],
  read: ReadRoot,
): Promise<ReadonlyMap<string, TrustRoot>> {
  const paths = new Map(given.map(namedRoot));
  const roots = new Map<string, TrustRoot>();
  for (const { policy } of policies) {
    for (const { root, at } of policy.signers.values()) {
      if (roots.has(root)) continue;
      const path = isEmbedded(root) ? root : paths.get(root);
      if (path === undefined) {
        throw new Fault('CUSTODY-405', `the policy names a trust root ${root} that is not given`, {
          hint: `Give its file: \`roots: ${root}=path/to/trusted_root.json\`.`,
          at,
        });
      }
      roots.set(root, await read(path, root));
    }
  }
  return roots;
}

function isEmbedded(root: string): boolean {
  return root === 'public' || root === 'github';
}

function namedRoot(line: string): readonly [name: string, path: string] {
  const [, name = '', path = ''] = /^([\w-]+)=(.+)$/.exec(line) ?? [];
  if (name !== '' && !isEmbedded(name)) return [name, path];
  throw new Fault('CUSTODY-102', `roots: ${JSON.stringify(line)} cannot be used`, {
    hint: 'Write `name=path/to/trusted_root.json`; `public` and `github` are known.',
  });
}

/** A job that verifies what an earlier job of its own run sealed asks about a run that has not ended (T14). */
function ownRun(environment: Environment): string | undefined {
  if (!environment.inActions) return undefined;
  const { serverUrl, repository, runId } = environment;
  return `${serverUrl}/${repository}/actions/runs/${runId}`;
}

/** On the command line a policy of this repository is named by its commit. */
function repeatCommand(inputs: ByPolicyInputs, uri: string): string {
  const options: readonly (readonly [string, string | undefined])[] = [
    ['--policy', uri],
    ['--environment', inputs.environment],
    ['--base', inputs.base],
    ...inputs.roots.map((root) => ['--roots', root] as const),
    ...inputs.bundles.map((bundle) => ['--bundles', bundle] as const),
    ...inputs.sboms.map((sbom) => ['--sboms', sbom] as const),
    ...inputs.sbomHosts.map((host) => ['--sbom-hosts', host] as const),
  ];
  const given = options.flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  const offline = inputs.offline ? ['--offline'] : [];
  return shellCommand(['custody', 'verify', ...given, ...offline, '--', ...inputs.files]);
}
