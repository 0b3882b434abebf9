/** Every fault of every service, met by every outside call: what came of each. */
import { randomUUID } from 'node:crypto';
import { exampleRepository } from '../../sandbox/index.ts';
import type { JobFaults, ServiceFaults } from '../../sandbox/sigstore/index.ts';
import { type OutsideCall, outsideCalls, type Verb } from './calls.ts';
import { openStands, type Run, type Stand, type Stands } from './stand.ts';
import { type FaultName, type Length, type Trial, trialsOf } from './trials.ts';

export interface Cell {
  readonly verb: Verb;
  readonly call: string;
  readonly fault: FaultName;
  readonly length: Length;
  readonly run: Run;
  /** How often the fault was met; for those of a service itself, 1. */
  readonly met: number;
  readonly kept: { readonly github: number; readonly files: number };
  /** Entries that were made in the log. */
  readonly entries: number;
  /** Milliseconds from when the fault was first met to the end. */
  readonly waited: number;
  /** Requests that followed a redirect. */
  readonly strayed: number;
  /** The call looks for evidence that does not exist. */
  readonly unsealed: boolean;
  /** The call tells of the verdict, and decides nothing. */
  readonly tells: boolean;
  /** Check runs that were posted. */
  readonly checkRuns: number;
}

type Task = (stands: Stands) => Promise<Cell>;

const LANES = 12;

/** All cells, in the order of the calls. Takes about a minute. */
export async function measure(): Promise<readonly Cell[]> {
  const tasks = [...callTasks(), ...ownTasks()];
  const cells: Cell[] = [];
  const queue = tasks.entries();
  const lane = async () => {
    // Everything is loaded before anything is measured.
    const stands = openStands(async (stand) => {
      const file = await stand.sealed();
      await stand.run('verify', file);
      await stand.run('verify', file, { instead: stand.policyStep(randomUUID()) });
    });
    try {
      for (const [index, task] of queue) cells[index] = await task(stands);
    } finally {
      await stands.close();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return cells;
}

function callTasks(): readonly Task[] {
  return outsideCalls().flatMap((described, index) =>
    trialsOf(described).map((trial) => async (stands: Stands) => {
      const [call] = outsideCalls().slice(index);
      if (call === undefined) throw new Error('no such call');
      return meet(await stands.of(call), call, trial);
    }),
  );
}

async function meet(stand: Stand, call: OutsideCall, trial: Trial): Promise<Cell> {
  const { outages, sigstore } = stand.sandbox;
  outages.set([]);
  const file = await (call.verb === 'verify' && !call.unsealed ? stand.sealed() : stand.newFile());
  const fault = trial.outage(trial.fault === 'changed keys' ? await stand.foreign(file) : {});
  const check = randomUUID();
  const step = () => (call.step ? stand.policyStep(check) : {});
  if (call.step === 'again') await stand.run(call.verb, file, { instead: step() });
  let since = Number.NaN;
  const befalls: OutsideCall['is'] = (request) => {
    const hit = call.is(request);
    if (hit && Number.isNaN(since)) since = performance.now();
    return hit;
  };
  const before = call.before ?? [];
  const times = trial.length === 'passes' ? { times: 1 } : {};
  outages.set([...before, { fault, befalls, ...times }]);
  const [strayed, asked] = [stand.strayed(), sigstore.requests.length];
  const run = await stand.run(call.verb, file, { ...trial, instead: step() });
  const waited = performance.now() - since;
  const met = outages.met() - before.length;
  outages.set([]);
  return {
    verb: call.verb,
    call: call.name,
    fault: trial.fault,
    length: trial.length,
    run,
    met,
    waited,
    kept: await stand.kept(file),
    entries: entriesSince(stand, asked),
    strayed: stand.strayed() - strayed,
    unsealed: call.unsealed ?? false,
    tells: call.tells ?? false,
    checkRuns: checkRunsOf(stand, check),
  };
}

function checkRunsOf({ sandbox }: Stand, check: string): number {
  return sandbox.github.checkRuns(exampleRepository).filter(({ name }) => name.endsWith(check)).length;
}

/** Entries that the log took. @param asked how many requests were made before */
function entriesSince({ sandbox }: Stand, asked: number): number {
  const written = sandbox.sigstore.requests.slice(asked).filter(({ service }) => service === 'rekor');
  return written.filter(({ method, status }) => method === 'POST' && status === 201).length;
}

type OwnFaults = JobFaults & { readonly all?: ServiceFaults };

/** What a service of the Sigstore gets wrong by itself, in what it signs: its clock and its keys. */
const own: Readonly<Record<string, Partial<Record<'wrong clock' | 'changed keys', OwnFaults>>>> = {
  'OIDC token': {
    'wrong clock': { token: { timeShift: 3_600 } },
    'changed keys': { token: { signature: 'foreign' } },
  },
  certificate: {
    'wrong clock': { certificate: { startShift: 3_600 } },
    'changed keys': { certificate: { sct: 'foreign' } },
  },
  timestamp: {
    'wrong clock': { all: { timestampShift: 3_600 } },
    'changed keys': { all: { timestamp: 'foreign' } },
  },
  'log entry': {
    'wrong clock': { all: { integratedTimeShift: 3_600 } },
    'changed keys': { all: { promise: 'foreign', proof: 'foreign' } },
  },
  'log entry that exists': {
    'wrong clock': { all: { integratedTimeShift: 3_600 } },
    'changed keys': { all: { promise: 'foreign', proof: 'foreign' } },
  },
  'log entry of Rekor v2': { 'changed keys': { all: { proof: 'foreign' } } },
  'checkpoint of Rekor v2, for an entry that exists': { 'changed keys': { all: { proof: 'foreign' } } },
};

function ownTasks(): readonly Task[] {
  return outsideCalls().flatMap((call) =>
    (['wrong clock', 'changed keys'] as const).flatMap((fault): readonly Task[] => {
      const faults = own[call.name]?.[fault];
      return faults ? [async (stands) => meetOwn(await stands.of(call), call, fault, faults)] : [];
    }),
  );
}

async function meetOwn(stand: Stand, call: OutsideCall, fault: FaultName, faults: OwnFaults): Promise<Cell> {
  const { outages, sigstore } = stand.sandbox;
  const file = await stand.newFile();
  const { all = {}, ...job } = faults;
  outages.set(call.before ?? []);
  Object.assign(sigstore.faults, all);
  const asked = sigstore.requests.length;
  const run = await stand.run('seal', file, { faults: job });
  for (const name of Object.keys(all)) delete sigstore.faults[name as keyof ServiceFaults];
  return {
    verb: 'seal',
    call: call.name,
    fault,
    length: 'stays',
    run,
    met: 1,
    waited: run.milliseconds,
    kept: await stand.kept(file),
    entries: entriesSince(stand, asked),
    strayed: 0,
    unsealed: false,
    tells: false,
    checkRuns: 0,
  };
}
