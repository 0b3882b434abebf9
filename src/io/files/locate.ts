/**
 * A selected path → its name and the real file behind it, with proof that neither leaves the base folder. Links that
 * stay inside are read under their own name; a link that leads out, or nowhere, is a fault (trust rule T25).
 */
import { realpathSync } from 'node:fs';
import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Fault } from '../../model/fault.ts';
import { type Named, subjectName } from './name.ts';
import { errnoOf, pathWithin, reasonOf } from './system.ts';

/** The base folder as the user named it and without links. */
export interface Base {
  readonly path: string;
  readonly real: string;
}

/** @throws {Fault} `CUSTODY-205` when there is no such folder */
export async function openBase(path: string): Promise<Base> {
  try {
    return { path, real: await realpath(path) };
  } catch (error) {
    throw new Fault('CUSTODY-205', `The base folder \`${path}\` cannot be read: ${reasonOf(error)}.`, {
      hint: 'Give `base` an existing folder.',
      cause: error,
    });
  }
}

/** @throws {Fault} `CUSTODY-202` for a path outside the base, `-208` for a name that cannot be used */
export async function nameWithin(base: Base, path: string): Promise<Named> {
  const inner = pathWithin(base.path, path) ?? pathWithin(base.real, await realFolder(path));
  if (inner === undefined) throw outside(base, path);
  return { path, name: subjectName(inner) };
}

/**
 * The path without any link.
 *
 * @throws {Fault} `CUSTODY-202` when a link leads out of the base, `-205` when it leads nowhere
 */
export async function realWithin(base: Base, { path, name }: Named): Promise<string> {
  let real: string;
  try {
    // Once for each of thousands of files, and synchronous for the reason that open.ts gives.
    real = realpathSync.native(path);
  } catch (error) {
    throw await unresolved(path, name, error);
  }
  if (pathWithin(base.real, real) !== undefined) return real;
  throw new Fault('CUSTODY-202', `\`${name}\` is a link that leads out of the base folder, to \`${real}\`.`, {
    hint: 'Copy the file to where the link stands, or set `base:` to a folder that holds both.',
  });
}

// One folder can have two paths, such as /tmp and /private/tmp on macOS.
async function realFolder(path: string): Promise<string> {
  const folder = await realpath(dirname(path)).catch(() => dirname(path));
  return join(folder, basename(path));
}

function outside(base: Base, path: string): Fault {
  return new Fault('CUSTODY-202', `\`${path}\` is outside of the base folder \`${base.path}\`.`, {
    hint: `Names are relative to the base folder: set \`base: ${dirname(path)}\`, or move the file.`,
  });
}

async function unresolved(path: string, name: string, error: unknown): Promise<Fault> {
  const target = await readlink(path).catch(() => undefined);
  const what = target === undefined ? `\`${name}\`` : `\`${name}\`, a link to \`${target}\`,`;
  const reason =
    target !== undefined && errnoOf(error) === 'ENOENT' ? 'its target does not exist' : reasonOf(error);
  return new Fault('CUSTODY-205', `${what} cannot be read: ${reason}.`, {
    hint: `Mend the path, or exclude it with \`!${name}\`.`,
    cause: error,
  });
}
