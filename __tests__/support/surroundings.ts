/** What lies beside a file, out of a map, as the engine gives it to readers of what is in an archive. */
import { posix } from 'node:path';
import type { Surroundings } from '../../src/model/inventory.ts';

export function among(files: Readonly<Record<string, string | Uint8Array>>, path: string): Surroundings {
  return {
    near: async (other) => {
      const target = posix.join(posix.dirname(path), other);
      const found = Object.hasOwn(files, target) ? files[target] : undefined;
      return found === undefined ? undefined : Buffer.from(found);
    },
    locked: [],
    installed: async function* () {},
  };
}
