/** Catching faults in tests. */
import { Fault } from '../../src/model/fault.ts';

/** The fault that `work` throws; fails when it throws nothing, or something that is no `Fault`. */
export async function faultOf(work: Promise<unknown> | (() => unknown)): Promise<Fault> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw new Error('not a Fault was thrown', { cause: error });
  }
  throw new Error('nothing was thrown');
}
