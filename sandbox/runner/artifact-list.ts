/**
 * What the steps of a job say they made: GITHUB_ARTIFACTS takes one reference a line, GITHUB_ARTIFACTS_LIST gives all of
 * them with digests to the steps that follow. Grammar and limits follow actions/runner 2.336; images are left out here.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileCommandError } from './file-commands.ts';

/** Name → SHA-256 of a file, in the order in which they were named. */
export type Artifacts = Map<string, string>;

/** Names that one job can have. */
const mostNames = 500;

/**
 * Takes in what one step named. Throws FileCommandError, which fails the step, for a reference that cannot be used, a
 * name with two digests, and one name too many.
 */
export async function takeArtifacts(
  references: readonly string[],
  workspace: string,
  known: Artifacts,
): Promise<void> {
  for (const reference of references) {
    if (reference.includes('=')) throw new FileCommandError(`"=" is reserved in "${reference}"`);
    const path = reference.startsWith('file://') ? fileURLToPath(reference) : resolve(workspace, reference);
    const name = basename(path);
    const digest = await digestOf(path, reference);
    const other = known.get(name);
    if (other !== undefined && other !== digest) throw new FileCommandError(`"${name}" has two digests`);
    known.set(name, digest);
    if (known.size > mostNames) throw new FileCommandError(`a job can name ${mostNames} artifacts`);
  }
}

/** Writes the list that the next step reads. */
export async function writeList(path: string, known: Artifacts): Promise<void> {
  const subjects = [...known].map(([name, hex]) => ({ name, digest: `sha256:${hex}`, kind: 'file' }));
  await writeFile(path, JSON.stringify({ version: 1, subjects }));
}

async function digestOf(path: string, reference: string): Promise<string> {
  const bytes = await readFile(path).catch(() => {
    throw new FileCommandError(`there is no file at "${reference}"`);
  });
  return createHash('sha256').update(bytes).digest('hex');
}
