/** Every fault of every service, met by every outside call: what came of each. */
import { type NetworkFault, networkFaults } from '../../sandbox/faults.ts';
import type { JobFaults, ServiceFaults } from '../../sandbox/sigstore/index.ts';
import { type OutsideCall, outsideCalls, type Verb } from './calls.ts';
import { openStand, patience, type Run, type Stand } from './stand.ts';

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
  /** Milliseconds from when the fault was first met to the end. */
  readonly waited: number;
  /** Requests that followed a redirect. */
  readonly strayed: number;
  /** The call looks for evidence that does not exist. */
  readonly unsealed: boolean;
}

type Task = (stand: Stand) => Promise<Cell>;

const LANES = 8;

/** All cells, in the order of the calls. Takes about half a minute. */
export async function measure(): Promise<readonly Cell[]> {
  const tasks = [...networkTasks(), ...ownTasks()];
  const cells: Cell[] = [];
  const queue = tasks.entries();
  const lane = async () => {
    const stand = await openStand();
    try {
      // Everything is loaded before anything is measured.
      await stand.run('verify', await stand.sealed());
      for (const [index, task] of queue) cells[index] = await task(stand);
    } finally {
      await stand.close();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return cells;
}

function networkTasks(): readonly Task[] {
  return outsideCalls().flatMap((_, index) =>
    networkFaults.flatMap((fault) =>
      (['passes', 'stays'] as const).map((length) => (stand: Stand) => {
        const [call] = outsideCalls().slice(index);
        if (call === undefined) throw new Error('no such call');
        return meet(stand, call, fault, length);
      }),
    ),
  );
}

async function meet(stand: Stand, call: OutsideCall, fault: NetworkFault, length: Length): Promise<Cell> {
  const { outages } = stand.sandbox;
  outages.set([]);
  const file = await (call.verb === 'verify' && !call.unsealed ? stand.sealed() : stand.newFile());
  let since = Number.NaN;
  const befalls: OutsideCall['is'] = (request) => {
    const hit = call.is(request);
    if (hit && Number.isNaN(since)) since = performance.now();
    return hit;
  };
  const before = call.before ?? [];
  const times = length === 'passes' ? { times: 1 } : {};
  outages.set([...before, { fault, befalls, ...times }]);
  const strayed = stand.strayed();
  const run = await stand.run(call.verb, file, { retryFor: retryFor(fault, length) });
  const waited = performance.now() - since;
  const met = outages.met() - before.length;
  outages.set([]);
  return {
    verb: call.verb,
    call: call.name,
    fault,
    length,
    run,
    met,
    waited,
    kept: await stand.kept(file),
    strayed: stand.strayed() - strayed,
    unsealed: call.unsealed ?? false,
  };
}

/** A failure that comes at once shows in half the time that it stays. */
function retryFor(fault: NetworkFault, length: Length): number {
  const quick = length === 'stays' && ['503', 'reset', 'cut body'].includes(fault);
  return quick ? patience.retryFor / 2 : patience.retryFor;
}

/** What a service gets wrong by itself: its clock and its keys. */
const own: Readonly<
  Record<string, Record<'wrong clock' | 'changed keys', JobFaults & { readonly all?: ServiceFaults }>>
> = {
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
};

function ownTasks(): readonly Task[] {
  return Object.entries(own).flatMap(([call, faults]) =>
    (['wrong clock', 'changed keys'] as const).map(
      (fault): Task =>
        async (stand) => {
          const file = await stand.newFile();
          const { all = {}, ...job } = faults[fault];
          stand.sandbox.outages.set([]);
          Object.assign(stand.sandbox.sigstore.faults, all);
          const run = await stand.run('seal', file, { faults: job });
          for (const name of Object.keys(all))
            delete stand.sandbox.sigstore.faults[name as keyof ServiceFaults];
          const kept = await stand.kept(file);
          return {
            verb: 'seal',
            call,
            fault,
            length: 'stays',
            run,
            met: 1,
            waited: run.milliseconds,
            kept,
            strayed: 0,
            unsealed: false,
          };
        },
    ),
  );
}
