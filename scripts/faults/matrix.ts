/** Every fault of every service, met by every outside call: what came of each. */
import { generateKeyPairSync } from 'node:crypto';
import { type NetworkFault, networkFaults, type Outage } from '../../sandbox/faults.ts';
import { withEvidence } from '../../sandbox/foreign-evidence.ts';
import type { Reply } from '../../sandbox/http.ts';
import type { JobFaults, ServiceFaults } from '../../sandbox/sigstore/index.ts';
import { busyByClock, datedByClock } from '../../sandbox/wrong-clock.ts';
import { type OutsideCall, outsideCalls, type Verb } from './calls.ts';
import { openStands, patience, type Run, type Stand, type Stands } from './stand.ts';

export const faultNames = [...networkFaults, 'wrong clock', 'changed keys'] as const;
export type FaultName = (typeof faultNames)[number];

/** Passes after one answer, or stays. */
export type Length = 'passes' | 'stays';

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
}

type Task = (stands: Stands) => Promise<Cell>;

const LANES = 8;

/** All cells, in the order of the calls. Takes about a minute. */
export async function measure(): Promise<readonly Cell[]> {
  const tasks = [...callTasks(), ...ownTasks()];
  const cells: Cell[] = [];
  const queue = tasks.entries();
  const lane = async () => {
    // Everything is loaded before anything is measured.
    const stands = openStands(async (stand) => stand.run('verify', await stand.sealed()));
    try {
      for (const [index, task] of queue) cells[index] = await task(stands);
    } finally {
      await stands.close();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return cells;
}

/** A fault, for as long as it lasts. */
interface Trial {
  readonly fault: FaultName;
  readonly length: Length;
  /** What makes it. @param foreign other evidence about the file */
  readonly outage: (foreign: object) => Outage['fault'];
  readonly retryFor?: number;
}

function callTasks(): readonly Task[] {
  return outsideCalls().flatMap((described, index) =>
    [...networkTrials(), ...clockTrials(), ...keyTrials(described)].map((trial) => async (stands: Stands) => {
      const [call] = outsideCalls().slice(index);
      if (call === undefined) throw new Error('no such call');
      return meet(await stands.of(call), call, trial);
    }),
  );
}

const lengths = ['passes', 'stays'] as const;

function networkTrials(): readonly Trial[] {
  return networkFaults.flatMap((fault) =>
    lengths.map((length) => ({ fault, length, outage: () => fault, retryFor: retryFor(fault, length) })),
  );
}

/** Seconds: a hundred years, in both directions. */
const CENTURY = 100 * 365 * 86_400;

function clockTrials(): readonly Trial[] {
  return [CENTURY, -CENTURY].flatMap((shift): readonly Trial[] => [
    { fault: 'wrong clock', length: 'passes', outage: () => () => busyByClock(shift) },
    {
      fault: 'wrong clock',
      length: 'stays',
      outage: () => async (answer) => datedByClock(await answer(), shift),
    },
  ]);
}

function keyTrials({ holds }: OutsideCall): readonly Trial[] {
  if (holds === undefined) return [];
  const outage: Trial['outage'] = (foreign) => async (answer, request) =>
    holds === 'evidence' ? withEvidence(await answer(), request, foreign) : withOtherKeys(await answer());
  return lengths.map((length) => ({ fault: 'changed keys', length, outage }));
}

/** The set of keys (RFC 7517) with the same names, and others under them. */
function withOtherKeys(reply: Reply): Reply {
  const { keys } = reply.body as { keys: readonly object[] };
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    ...reply,
    body: { keys: keys.map((key) => ({ ...key, ...publicKey.export({ format: 'jwk' }) })) },
  };
}

async function meet(stand: Stand, call: OutsideCall, trial: Trial): Promise<Cell> {
  const { outages, sigstore } = stand.sandbox;
  outages.set([]);
  const file = await (call.verb === 'verify' && !call.unsealed ? stand.sealed() : stand.newFile());
  const fault = trial.outage(trial.fault === 'changed keys' ? await stand.foreign(file) : {});
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
  const run = await stand.run(call.verb, file, trial);
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
  };
}

/** Entries that the log took. @param asked how many requests were made before */
function entriesSince({ sandbox }: Stand, asked: number): number {
  const written = sandbox.sigstore.requests.slice(asked).filter(({ service }) => service === 'rekor');
  return written.filter(({ method, status }) => method === 'POST' && status === 201).length;
}

/** A failure that comes at once shows in half the time that it stays. */
function retryFor(fault: NetworkFault, length: Length): number {
  const quick = length === 'stays' && ['503', 'reset', 'cut body'].includes(fault);
  return quick ? patience.retryFor / 2 : patience.retryFor;
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
  };
}
