/** Whether the time that something takes grows in proportion to its input (trust rule T24). */
import { Fault, Faults } from '../../src/model/fault.ts';
import { stopwatch } from '../support/stopwatch.ts';

const GROWTH = 8;
/** For all that is not the algorithm: the collection of garbage, the compiler, a busy machine. */
const FACTOR = 4;
const MILLISECONDS = 50;

/**
 * Eight times the input takes eight times as long; what grows with the square would take sixty-four times.
 *
 * @param make an input of a size
 * @param read what takes it in; a fault is an answer too
 * @param size the smaller of the two: so large that a square would be noticed
 * @returns what is wrong, or `undefined`
 */
export async function growthProblem<Input>(
  make: (size: number) => Input,
  read: (input: Input) => unknown,
  size: number,
): Promise<string | undefined> {
  const large = make(size * GROWTH);
  let long = await processorTime(read, large);
  if (long < MILLISECONDS) return undefined;
  const small = make(size);
  const short = await leastTime(read, small);
  const most = GROWTH * FACTOR * short + MILLISECONDS;
  if (long > most) long = Math.min(long, await processorTime(read, large));
  return long > most ? `${size}: ${short} ms, ${size * GROWTH}: ${long} ms` : undefined;
}

async function leastTime<Input>(read: (input: Input) => unknown, input: Input): Promise<number> {
  const times = [];
  for (let round = 0; round < 3; round += 1) times.push(await processorTime(read, input));
  return Math.min(...times);
}

async function processorTime<Input>(read: (input: Input) => unknown, input: Input): Promise<number> {
  const took = stopwatch();
  try {
    await read(input);
  } catch (error) {
    if (!(error instanceof Fault || error instanceof Faults)) throw error;
  }
  return took();
}
