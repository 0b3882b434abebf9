/**
 * Joins ports and hands: the one place that knows both. Each hand is loaded when a verb first asks for it, so that an
 * input error costs no more than reading the inputs.
 */
import type { RetryBudget } from '../io/http/budget.ts';
import type { Http } from '../io/http/types.ts';
import type { Instances } from '../io/sigstore/instance.ts';
import { Fault } from '../model/fault.ts';
import type { TrustRoot } from '../model/requirement.ts';
import type { TokenClaims } from '../model/token.ts';
import type { ArtifactList } from '../ports/artifact-list.ts';
import type { Build } from '../ports/build.ts';
import type { Checks } from '../ports/checks.ts';
import type { Clock } from '../ports/clock.ts';
import type { Downloads } from '../ports/downloads.ts';
import type { EvidenceSource, EvidenceStore } from '../ports/evidence.ts';
import type { Files, NamedFiles } from '../ports/files.ts';
import type { Forge } from '../ports/forge.ts';
import type { PolicyFiles } from '../ports/policy-files.ts';
import type { ArtifactSigner, StatementSigner } from '../ports/signer.ts';
import type { Report } from '../report/report.ts';
import type { Host } from './define.ts';

/** The Sigstore instance that signs, opened. */
export interface Instance {
  /** `public`, `github`, or the folder. */
  readonly name: string;
  readonly root: TrustRoot;
  /** What `verify` takes as `trusted-root` for the same root; absent for the public one. */
  readonly trustedRoot: string | undefined;
  /** Identity and signatures of this job. */
  readonly signer: StatementSigner;
}

/** Who signs, known before it is decided where. */
export interface Signing {
  /** The claims of the job's verified token, with which every instance of this signing signs. */
  identify(): Promise<TokenClaims>;
  /** @param name `public`, `github`, or a folder */
  open(name: string): Promise<Instance>;
}

export interface Wiring {
  readonly clock: Clock;
  files(): Promise<Files>;
  /**
   * @param name `auto`, `public`, `github`, or a folder with `trusted_root.json` and `signing_config.json`; all but
   *   `auto` are opened at once, so that what is wrong with them is told first
   */
  signing(name: string): Promise<Signing>;
  namedFiles(): Promise<NamedFiles>;
  /** @param base absolute: the folder in which the build ran */
  build(base: string): Promise<Build>;
  /** Signs with a token that the caller holds. Paths of configurations; those of the public instance where absent. */
  tokenSigner(
    token: string,
    trustedRoot: string | undefined,
    signingConfig: string | undefined,
  ): Promise<ArtifactSigner>;
  /** @param place `public`, `github`, or the path of a `trusted_root.json`, which is the root's name unless one is given */
  trustRoot(place: string, name?: string): Promise<TrustRoot>;
  stores(
    names: readonly ('github' | 'files')[],
    folder: string,
    token: string | undefined,
  ): Promise<readonly [EvidenceStore, ...EvidenceStore[]]>;
  /** Files of bundles, and what GitHub has for a repository; `repository` is left out when nothing may be asked. */
  sources(
    bundles: readonly string[],
    repository: string | undefined,
    token: string | undefined,
  ): Promise<readonly EvidenceSource[]>;
  /** @param hosts that may be asked, `HOST` or `HOST:PORT` */
  downloads(hosts: readonly string[]): Promise<Downloads>;
  forge(token: string | undefined): Promise<Forge>;
  policyFiles(token: string | undefined): Promise<PolicyFiles>;
  /** Where the runner offers one. */
  artifactList(): Promise<ArtifactList | undefined>;
  /** Check runs in the repository of this job. */
  checks(token: string): Promise<Checks>;
  /** Takes an earlier report away, so that a fault cannot be mistaken for it. */
  clearReport(path: string): Promise<void>;
  writeReport(path: string, report: Report): Promise<void>;
  writeText(path: string, text: string): Promise<void>;
}

/** How long services are waited for, in milliseconds. */
export interface Patience {
  /** Over all outside calls of the step; see io/http/budget.ts. */
  readonly retryFor?: number | undefined;
  /** Before a call is made a second time. */
  readonly firstWait?: number;
  /** For one attempt, where a call allows itself more. */
  readonly timeout?: number;
}

/** @param instances in place of those that Custody knows */
export function wire(
  { environment, signal, log, mask }: Host,
  patience: Patience = {},
  instances?: Instances,
): Wiring {
  const clock: Clock = { now: () => new Date() };
  const openBudget = async () => {
    const { retryBudget } = await import('../io/http/budget.ts');
    const { retryFor: total, firstWait } = patience;
    return retryBudget({ total, firstWait, onWait: log });
  };
  // One for the whole step.
  let budget: ReturnType<typeof openBudget> | undefined;
  const http = async (part: (whole: RetryBudget) => RetryBudget = (whole) => whole) => {
    const { httpClient } = await import('../io/http/client.ts');
    budget ??= openBudget();
    return httpClient({ cancel: signal, budget: part(await budget), timeout: patience.timeout });
  };
  const github = async (token: string | undefined) => ({
    apiUrl: environment.apiUrl,
    serverUrl: environment.serverUrl,
    token,
    http: await http(),
  });
  return {
    clock,
    async files() {
      const { nodeFiles } = await import('../io/files/index.ts');
      return nodeFiles();
    },
    signing: async (name) => openSigning(name, { environment, mask, clock, http: await http(), instances }),
    async namedFiles() {
      const { namedFiles } = await import('../io/files/named.ts');
      return namedFiles();
    },
    async build(base) {
      const { buildFolder } = await import('../io/files/build-folder.ts');
      return buildFolder(base);
    },
    async tokenSigner(token, trustedRoot, signingConfig) {
      const { openInstanceFiles } = await import('../io/sigstore/instance.ts');
      const { artifactSigner } = await import('../io/sigstore/sign-artifact.ts');
      const instance = await openInstanceFiles(trustedRoot, signingConfig, clock.now());
      return artifactSigner({ instance, token, http: await http(), now: clock.now });
    },
    async trustRoot(place, name = place) {
      const { readTrustRoot } = await import('../verify/roots.ts');
      const { embeddedRoot, readTrustedRootFile } = await import('../io/sigstore/instance.ts');
      const embedded = place === 'public' || place === 'github';
      return readTrustRoot(name, await (embedded ? embeddedRoot(place) : readTrustedRootFile(place)));
    },
    async stores(names, folder, token) {
      const open = async (name: 'github' | 'files'): Promise<EvidenceStore> => {
        if (name === 'files') return (await import('../io/files/store.ts')).fileStore(folder);
        const { attestationStore } = await import('../io/github/store.ts');
        return attestationStore({ ...(await github(token)), repository: environment.repository });
      };
      const [first, ...rest] = await Promise.all(names.map(open));
      if (first) return [first, ...rest];
      throw new Fault('CUSTODY-101', 'store: is empty', { hint: 'Name `github`, `files`, or both.' });
    },
    async sources(bundles, repository, token) {
      const sources: EvidenceSource[] = [];
      if (bundles.length > 0) sources.push((await import('../io/files/evidence.ts')).fileEvidence(bundles));
      if (repository !== undefined) {
        const { attestationSource } = await import('../io/github/source.ts');
        sources.push(attestationSource({ ...(await github(token)), repository }));
      }
      return sources;
    },
    async downloads(hosts) {
      const { downloads } = await import('../io/http/download.ts');
      return downloads(hosts, await http());
    },
    async forge(token) {
      const { githubForge } = await import('../io/github/forge.ts');
      return githubForge(await github(token));
    },
    async policyFiles(token) {
      const { githubPolicyFiles } = await import('../io/github/policy-files.ts');
      return githubPolicyFiles(await github(token));
    },
    async checks(token) {
      const { githubChecks } = await import('../io/github/checks.ts');
      const { POSTING_SHARE, shareOf } = await import('../io/http/budget.ts');
      const { apiUrl, repository } = environment;
      return githubChecks({
        apiUrl,
        token,
        repository,
        http: await http((all) => shareOf(all, POSTING_SHARE)),
      });
    },
    async artifactList() {
      const { artifacts } = environment;
      if (artifacts === undefined) return undefined;
      const { artifactList } = await import('../io/files/artifact-list.ts');
      return artifactList(artifacts.file, artifacts.list);
    },
    async clearReport(path) {
      const { removeFile } = await import('../io/files/write.ts');
      await removeFile(path);
    },
    async writeReport(path, report) {
      const { reportJson } = await import('../report/json.ts');
      await writeText(path, reportJson(report));
    },
    writeText,
  };
}

async function writeText(path: string, text: string): Promise<void> {
  const { writeWhole } = await import('../io/files/write.ts');
  await writeWhole(path, new TextEncoder().encode(text));
}

interface SigningParts extends Pick<Host, 'environment' | 'mask'> {
  readonly clock: Clock;
  readonly http: Http;
  readonly instances: Instances | undefined;
}

async function openSigning(name: string, parts: SigningParts): Promise<Signing> {
  const { environment, mask, clock, http, instances } = parts;
  const { openInstance } = await import('../io/sigstore/instance.ts');
  const { jobToken } = await import('../io/sigstore/job-token.ts');
  const { sigstoreSigner } = await import('../io/sigstore/sign.ts');
  const { readTrustRoot } = await import('../verify/roots.ts');
  const { issuer, open }: Instances = instances ?? { open: openInstance };
  const opened = async (chosen: string) => {
    const instance = await open(chosen, clock.now());
    return { instance, root: readTrustRoot(chosen, instance.trustedRootBytes) };
  };
  const named = name === 'auto' ? undefined : await opened(name);
  const token = jobToken({
    endpoint: { url: environment.oidcRequest?.url, token: environment.oidcRequest?.token },
    issuer: named?.instance.issuer ?? issuer,
    serverUrl: environment.serverUrl,
    http,
    now: clock.now,
    onMask: mask,
  });
  return {
    identify: async () => (await token()).claims,
    open: async (chosen) => {
      const { instance, root } = named && chosen === name ? named : await opened(chosen);
      const signer = sigstoreSigner({ instance, token, http, now: clock.now });
      return { name: chosen, root, trustedRoot: trustedRootOf(chosen), signer };
    },
  };
}

/** The name or path under which `verify` finds the root of an instance. */
function trustedRootOf(instance: string): string | undefined {
  if (instance === 'public') return undefined;
  return instance === 'github' ? instance : `${instance}/trusted_root.json`;
}
