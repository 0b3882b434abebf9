/**
 * Subject names: the path below the base folder, with forward slashes, in Unicode NFC, so that one file has one name
 * on every platform (in-toto Statement v1: `subject.name` identifies the artifact within the statement). Trust rule
 * T25: a name cannot leave its folder.
 */
import { sep } from 'node:path';
import { Fault } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';

/**
 * The subject name of a path that lies below the base folder.
 *
 * @param inner the path relative to the base, as the platform writes it
 * @throws {Fault} `CUSTODY-208` for a name that cannot be a subject name
 */
export function subjectName(inner: string): string {
  const written = inner.split(sep).join('/');
  // Held against the limit first: marks without a letter are put in order in time that grows with their square.
  const name = isTooLong(written) ? written : written.normalize('NFC');
  const problem = nameProblem(name);
  if (problem === undefined) return name;
  throw new Fault('CUSTODY-208', `\`${name}\` cannot be the name of a subject: ${problem}.`, {
    hint: 'Rename the file, or exclude it with a line that begins with `!`.',
  });
}

/** What keeps text from being a relative name that means one thing on every platform, or `undefined`. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (isTooLong(name)) return `it has more than ${limits.subjectNameBytes} bytes`;
  if (!name.isWellFormed() || name.includes('\uFFFD')) return 'it is not valid Unicode';
  if (/\p{Cc}/u.test(name)) return 'it holds a control character';
  if (name.includes('\\')) return 'it holds a backslash, which separates folders on some platforms';
  return name.split('/').some(isDotSegment) ? 'it holds an empty, `.` or `..` segment' : undefined;
}

/** A name on disk and the subject name that it would get. */
export interface Named {
  readonly path: string;
  readonly name: string;
}

/**
 * Two paths can differ on disk and have one name in NFC.
 *
 * @throws {Fault} `CUSTODY-207` naming both paths
 */
export function requireDistinctNames(files: readonly Named[]): void {
  const seen = new Map<string, string>();
  for (const { path, name } of files) {
    const other = seen.get(name);
    if (other !== undefined) throw collision(name, other, path);
    seen.set(name, path);
  }
}

function collision(name: string, first: string, second: string): Fault {
  return new Fault(
    'CUSTODY-207',
    `Two files would have the name \`${name}\`: \`${first}\` and \`${second}\`.`,
    {
      hint: 'Their names differ only in how Unicode writes the same characters. Rename one, or exclude it with `!`.',
    },
  );
}

function isTooLong(name: string): boolean {
  return Buffer.byteLength(name) > limits.subjectNameBytes;
}

function isDotSegment(segment: string): boolean {
  return segment === '' || segment === '.' || segment === '..';
}
