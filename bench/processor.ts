/** Processor time of this process, which says more than the clock where others use the machine too. */
import { medianOf, type Row } from './measure.ts';

/** Milliseconds, of every thread. */
export function cpuOf(task: () => void): number {
  const before = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

export interface Turns {
  readonly what: string;
  readonly unit: Row['unit'];
  readonly ours: () => number;
  readonly theirs: () => number;
  readonly peer: string;
  readonly runs: number;
}

/** Medians of both, measured in turn; the first run of each warms up. */
export function inTurn({ what, unit, ours, theirs, peer, runs }: Turns): Row {
  const both = Array.from({ length: runs + 1 }, () => [ours(), theirs()] as const).slice(1);
  const [median, other] = [medianOf(both.map(([left]) => left)), medianOf(both.map(([, right]) => right))];
  return { what, unit, median, against: [{ peer, median: other, ratio: median / other }] };
}
