/**
 * Whole processes measured in turn with their peers, so that what the machine does meanwhile falls on all of them.
 * Absolute times say little on a shared machine; the ratio of the medians says more.
 */
import { spawn } from 'node:child_process';

/** One or several processes, one after the other, as one measurement. */
export interface Program {
  readonly name: string;
  readonly commands: readonly (readonly [string, ...string[]])[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The exit code that each must have. */
  readonly exit: number;
  /** Runs before each measurement, unmeasured. */
  readonly before?: () => Promise<void>;
}

/** A program to be held against, or the name of one that is not on this machine. */
export type Peer = Program | { readonly missing: string };

export interface Comparison {
  readonly what: string;
  readonly ours: Program;
  readonly peers: readonly Peer[];
  readonly runs: number;
}

/** How a row fared against one peer. Times in milliseconds, ratio ours : theirs. */
export type Against =
  | { readonly peer: string; readonly median: number; readonly ratio: number }
  | { readonly peer: string; readonly missing: true };

export interface Row {
  readonly what: string;
  readonly unit: 'ms' | 'ms CPU' | 'bundles/s' | 'MB';
  readonly median: number;
  readonly against: readonly Against[];
}

/** Measures all programs of one row in turn, `runs` times. Throws when one ends with another code than it must. */
export async function compare({ what, ours, peers, runs }: Comparison): Promise<Row> {
  const present = peers.filter((peer) => 'commands' in peer);
  const times = new Map<Program, number[]>([ours, ...present].map((program) => [program, []]));
  for (let run = 0; run < runs; run += 1) {
    for (const [program, list] of times) list.push(await time(program));
  }
  const median = medianOf(times.get(ours) ?? []);
  return { what, unit: 'ms', median, against: peers.map((peer) => against(peer, median, times)) };
}

function against(peer: Peer, ours: number, times: ReadonlyMap<Program, readonly number[]>): Against {
  if ('missing' in peer) return { peer: peer.missing, missing: true };
  const median = medianOf(times.get(peer) ?? []);
  return { peer: peer.name, median, ratio: ours / median };
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

async function time({ commands, before, ...how }: Program): Promise<number> {
  await before?.();
  const began = performance.now();
  for (const command of commands) await run(command, how);
  return performance.now() - began;
}

/** Runs to the end, with nothing of this process's environment but PATH, so that no compile cache is at hand. */
async function run(
  [file, ...args]: readonly [string, ...string[]],
  { cwd, env = {}, exit }: Omit<Program, 'commands' | 'before'>,
): Promise<void> {
  const child = spawn(file, args, {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (data) => {
    complaint += data;
  });
  const code = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  if (code !== exit)
    throw new Error(`${file} ${args.join(' ')} ended with ${code}, not ${exit}:\n${complaint}`);
}
