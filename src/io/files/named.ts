/** The port `NamedFiles` over the file system. */
import { realpath } from 'node:fs/promises';
import { Fault } from '../../model/fault.ts';
import type { NamedFiles } from '../../ports/files.ts';
import { readWhole, type Unreadable } from './open.ts';
import { selectAtMost } from './select.ts';
import { errnoOf, reasonOf } from './system.ts';
import { writeWhole } from './write.ts';

export function namedFiles(): NamedFiles {
  return {
    select: async (patterns, most) => (await selectAtMost(most, patterns, process.cwd())).toSorted(),
    read: readNamed,
    write: writeWhole,
  };
}

async function readNamed(path: string, most: number): Promise<Uint8Array | undefined> {
  const refuse = (why: Unreadable) => unusable(path, why);
  const real = await realpath(path).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw refuse({ kind: 'system', error });
  });
  if (real === undefined) return undefined;
  const bytes = await readWhole(real, most, refuse);
  if (bytes) return bytes;
  const hint = 'Give its `sha256:` digest where that is possible.';
  throw new Fault('CUSTODY-404', `\`${path}\` is larger than ${most} bytes.`, { hint });
}

function unusable(path: string, why: Unreadable): Fault {
  switch (why.kind) {
    case 'irregular':
      return new Fault('CUSTODY-204', `\`${path}\` is not a regular file: it is ${why.what}.`, {
        hint: 'Name a file.',
      });
    case 'changed':
      return new Fault('CUSTODY-203', `\`${path}\` changed while it was read: ${why.what}.`, {
        hint: 'Let whatever writes the file end first, then run again.',
      });
    case 'system':
      return new Fault('CUSTODY-205', `\`${path}\` cannot be read: ${reasonOf(why.error)}.`, {
        hint: 'Name a file that exists and that this user may read.',
        cause: why.error,
      });
  }
}
