/** A policy from a file of this machine, for commands that decide about no artifact (trust rule T31 is `verify`'s). */
import type { Wiring } from '../kit/wire.ts';
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';

/** @throws Fault `CUSTODY-504` where nothing stands, and those of the file system */
export async function policyBytes(path: string, wire: Wiring): Promise<Uint8Array> {
  const bytes = await (await wire.namedFiles()).read(path, limits.policyBytes);
  if (bytes) return bytes;
  throw new Fault('CUSTODY-504', `there is no policy at \`${path}\``, {
    hint: 'Name the file, such as `.github/custody.yml`.',
  });
}
