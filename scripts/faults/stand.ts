/** A sandbox, a folder to work in, and verbs that run in this process with little patience. */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../../sandbox/http.ts';
import { bootSandbox, type Sandbox } from '../../sandbox/index.ts';
import { exampleClaims, type JobFaults } from '../../sandbox/sigstore/index.ts';
import sealVerb from '../../src/actions/seal.ts';
import verifyVerb from '../../src/actions/verify.ts';
import { sha256 } from '../../src/formats/peek.ts';
import type { Definition, Outcome } from '../../src/kit/define.ts';
import { readEnvironment } from '../../src/kit/environment.ts';
import type { Inputs } from '../../src/kit/inputs.ts';
import { inputVariable } from '../../src/kit/names.ts';
import { readInputs, stepInputs } from '../../src/kit/read-inputs.ts';
import { type Patience, wire } from '../../src/kit/wire.ts';
import { Fault } from '../../src/model/fault.ts';
import type { Report } from '../../src/report/report.ts';
import type { Verb } from './calls.ts';
import { openPolicyStep } from './policy-step.ts';

/** Milliseconds: long enough that nothing but the fault is met on a machine with much else to do. */
export const patience = { retryFor: 4_000, firstWait: 20, timeout: 1_500 } as const satisfies Patience;

/** For what is done before a fault: many stands open at once, and load all that verbs need. */
const preparing = { ...patience, retryFor: 60_000, timeout: 30_000 };

export interface Run {
  readonly status: Report['status'];
  /** Of what kept it from deciding, or of what it decided. */
  readonly code: string | undefined;
  readonly hint: string | undefined;
  /** With the notices of the report. */
  readonly log: readonly string[];
  /** That there is no check run, though there should be. */
  readonly untold: boolean;
  readonly milliseconds: number;
}

export interface How {
  readonly faults?: JobFaults;
  /** Milliseconds, where less than the usual will do. */
  readonly retryFor?: number;
  /** Variables that stand in place of the usual ones. */
  readonly instead?: Readonly<Record<string, string>>;
}

export interface Stand {
  readonly sandbox: Sandbox;
  /** A file that no other run has; its name relative to the workspace. */
  newFile(): Promise<string>;
  /** How many bundles each store keeps for the file. */
  kept(file: string): Promise<{ readonly github: number; readonly files: number }>;
  run(verb: Verb, file: string, how?: How): Promise<Run>;
  /** A file that was sealed; the same each time. */
  sealed(): Promise<string>;
  /** A bundle about the file, and of the same statement, by the keys of another Sigstore. */
  foreign(file: string): Promise<object>;
  /** What it takes to run it as a process; inputs are variables. */
  variables(verb: Verb, file: string): Record<string, string>;
  /** Variables of a step that decides by a policy, with the name of its check run; each of another attempt. */
  policyStep(check: string): Record<string, string>;
  readonly workspace: string;
  /** Requests that followed a redirect. */
  strayed(): number;
  close(): Promise<void>;
}

type Action = Definition<Inputs, string, Outcome>;
const definitions = { seal: sealVerb as Action, verify: verifyVerb as Action } as const;

/** @param rekor the version of the log */
export async function openStand(rekor: 1 | 2 = 1): Promise<Stand> {
  const workspace = await mkdtemp(join(tmpdir(), 'custody-faults-'));
  await mkdir(join(workspace, 'dist'));
  const elsewhere = await serve(() => ({ status: 200, body: {} }));
  const sandbox = await bootSandbox({ rekor, elsewhere: elsewhere.url.replace('127.0.0.1', 'localhost') });
  sandbox.github.blobMode = 'url';
  const job = sandbox.job();
  const variables = (verb: Verb, file: string) => ({
    ...job,
    GITHUB_WORKSPACE: workspace,
    ...inputsOf(verb, file, sandbox, workspace, job['GITHUB_TOKEN'] ?? ''),
  });
  const newFile = async () => {
    const file = `dist/${randomUUID()}.txt`;
    await writeFile(join(workspace, file), file);
    return file;
  };
  const run = (verb: Verb, file: string, { faults, instead }: How, most: Patience) => {
    const environment = {
      ...variables(verb, file),
      ...(faults ? jobWith(sandbox, faults) : {}),
      ...instead,
    };
    return runVerb(verb, environment, workspace, most);
  };
  let another: Promise<Sandbox> | undefined;
  const foreign = async (file: string) => {
    another ??= bootSandbox();
    const { folder, job: jobOf } = await another;
    const oidc = Object.entries(jobOf()).filter(([name]) => name.startsWith('ACTIONS_ID_TOKEN'));
    const [store, bundleFolder] = ['files', join(workspace, 'foreign')];
    const inputs = Object.entries({ sigstore: folder, store, bundleFolder });
    const instead = Object.fromEntries([
      ...oidc,
      ...inputs.map(([key, value]) => [inputVariable(key), value]),
    ]);
    const { status, code } = await run('seal', file, { instead }, preparing);
    if (status !== 'pass') throw new Error(`the other Sigstore failed: ${code}`);
    return JSON.parse(await readFile(join(bundleFolder, `${file}.sigstore.json`), 'utf8'));
  };
  let sealed: Promise<string> | undefined;
  const sealOne = async () => {
    const file = await newFile();
    const { status, code } = await run('seal', file, {}, preparing);
    if (status !== 'pass') throw new Error(`sealing failed without a fault: ${code}`);
    return file;
  };
  return {
    sandbox,
    workspace,
    policyStep: openPolicyStep(sandbox, job['GITHUB_TOKEN'] ?? ''),
    variables,
    newFile,
    kept: async (file) => {
      const digest = sha256(await readFile(join(workspace, file)));
      const stored = sandbox.github.attestations(sandbox.github.repositories(), digest);
      const bundle = await readFile(join(workspace, 'bundles', `${file}.sigstore.json`)).catch(
        () => undefined,
      );
      return { github: stored.length, files: bundle === undefined ? 0 : 1 };
    },
    run: (verb, file, how = {}) =>
      run(verb, file, how, { ...patience, retryFor: how.retryFor ?? patience.retryFor }),
    foreign,
    sealed: () => {
      sealed ??= sealOne();
      return sealed;
    },
    strayed: () => elsewhere.records.length,
    close: async () => {
      await Promise.all([sandbox.close(), elsewhere.close(), (await another)?.close()]);
      await rm(workspace, { recursive: true, force: true });
    },
  };
}

/** Stands by the version of their log, each opened when it is first asked for. */
export interface Stands {
  of(call: { readonly rekor?: 2 }): Promise<Stand>;
  close(): Promise<void>;
}

/** @param ready done with each before it is used */
export function openStands(ready: (stand: Stand) => Promise<unknown> = async () => {}): Stands {
  const open = new Map<1 | 2, Promise<Stand>>();
  const opened = async (rekor: 1 | 2) => {
    const stand = await openStand(rekor);
    await ready(stand);
    return stand;
  };
  return {
    of: (call) => {
      const rekor: 1 | 2 = call.rekor ?? 1;
      const stand = open.get(rekor) ?? opened(rekor);
      open.set(rekor, stand);
      return stand;
    },
    close: async () => {
      for (const stand of open.values()) await (await stand).close();
    },
  };
}

function jobWith(sandbox: Sandbox, faults: JobFaults) {
  const { requestUrl, requestToken } = sandbox.sigstore.registerJob(exampleClaims(), faults);
  return { ACTIONS_ID_TOKEN_REQUEST_URL: requestUrl, ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken };
}

function inputsOf(verb: Verb, file: string, sandbox: Sandbox, workspace: string, token: string) {
  const inputs: Record<string, string> =
    verb === 'seal'
      ? {
          sigstore: sandbox.folder,
          store: 'files,github',
          bundleFolder: join(workspace, 'bundles'),
        }
      : {
          repository: 'acme/shop',
          signerWorkflow: '.github/workflows/release.yml',
          trustedRoot: join(sandbox.folder, 'trusted_root.json'),
          issuer: sandbox.issuer,
        };
  const given = Object.entries({ ...inputs, files: join(workspace, file), githubToken: token });
  return Object.fromEntries(given.map(([key, value]) => [inputVariable(key), value]));
}

async function runVerb(
  verb: Verb,
  variables: Record<string, string>,
  workspace: string,
  patient: Patience,
): Promise<Run> {
  const begin = performance.now();
  const log: string[] = [];
  const outcome = await decide(definitions[verb], variables, workspace, { log, patient });
  const untold = log.some((line) => line.startsWith('No check run was posted'));
  return { ...outcome, log, untold, milliseconds: performance.now() - begin };
}

async function decide(
  definition: Action,
  variables: Record<string, string>,
  workspace: string,
  { log, patient }: { log: string[]; patient: Patience },
): Promise<Pick<Run, 'status' | 'code' | 'hint'>> {
  const host = {
    environment: readEnvironment(variables, workspace),
    signal: new AbortController().signal,
    log: (line: string) => void log.push(line),
    mask: () => {},
    redact: <Value>(value: Value) => value,
  };
  try {
    const inputs = readInputs(definition.inputs, stepInputs(variables));
    const { report } = await definition.run(inputs, { ...host, wire: wire(host, patient) });
    log.push(...report.notices);
    return { status: report.status, ...reasonOf(report) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { status: 'unknown', code: error.code, hint: error.hint };
  }
}

/** What a person is told of the one file: of evidence that cannot be read, or of the decision. */
function reasonOf({ verdicts }: Report): Pick<Run, 'code' | 'hint'> {
  const finding = verdicts[0]?.findings[0];
  const unreadable = finding?.weighed.find((each) => each.outcome === 'unreadable');
  const { code, hint } = unreadable ?? finding ?? {};
  return { code, hint };
}
