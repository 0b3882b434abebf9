/** What goes wrong at a call: each fault for one answer and for all. */
import { generateKeyPairSync } from 'node:crypto';
import { type NetworkFault, networkFaults, type Outage } from '../../sandbox/faults.ts';
import { withEvidence } from '../../sandbox/foreign-evidence.ts';
import type { Reply } from '../../sandbox/http.ts';
import { busyByClock, datedByClock } from '../../sandbox/wrong-clock.ts';
import type { OutsideCall } from './calls.ts';
import { patience } from './stand.ts';

export const faultNames = [...networkFaults, 'wrong clock', 'changed keys'] as const;
export type FaultName = (typeof faultNames)[number];

/** Passes after one answer, or stays. */
export type Length = 'passes' | 'stays';

/** A fault, for as long as it lasts. */
export interface Trial {
  readonly fault: FaultName;
  readonly length: Length;
  /** What makes it. @param foreign other evidence about the file */
  readonly outage: (foreign: object) => Outage['fault'];
  readonly retryFor?: number;
}

export function trialsOf(call: OutsideCall): readonly Trial[] {
  return [...networkTrials(call), ...clockTrials(), ...keyTrials(call)];
}

const lengths = ['passes', 'stays'] as const;

function networkTrials(call: OutsideCall): readonly Trial[] {
  return networkFaults.flatMap((fault) =>
    lengths.map((length) => ({
      fault,
      length,
      outage: () => fault,
      retryFor: retryFor(fault, length, call),
    })),
  );
}

/** What stays shows in half the time where the failure comes at once, and again where the call is one of a step. */
function retryFor(fault: NetworkFault, length: Length, { step }: OutsideCall): number {
  if (length === 'passes') return patience.retryFor;
  const quick = ['503', 'reset', 'cut body'].includes(fault);
  return patience.retryFor / ((quick ? 2 : 1) * (step ? 2 : 1));
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
