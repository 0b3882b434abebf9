/** One file of evidence → the bundles in it: one per file, or one per line in JSON Lines (`.jsonl`). */
import { Fault, type FaultDetails } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';
import type { Candidate } from '../../model/requirement.ts';
import { readWhole, type Unreadable } from './open.ts';
import { reasonOf } from './system.ts';

/** A file of evidence. */
export interface EvidenceFile {
  /** Absolute, without any link. */
  readonly path: string;
  /** The path as people know it. */
  readonly origin: string;
}

/** The file's bundles, unparsed; what cannot be read is a candidate with `CUSTODY-402` or `-404`. */
export async function bundlesIn(file: EvidenceFile): Promise<readonly Candidate[]> {
  const lines = /\.jsonl$/i.test(file.path);
  const limit = lines ? limits.bundleFileBytes : limits.bundleBytes;
  try {
    const bytes = await readWhole(file.path, limit, (why) => unreadable(file.origin, why));
    if (bytes === undefined) return [tooLarge(file.origin, limit)];
    return lines ? linesOf(bytes, file.origin) : [{ origin: file.origin, bytes }];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [{ origin: file.origin, fault: error }];
  }
}

/** Evidence that could not be read. */
export type FailedCandidate = Extract<Candidate, { readonly fault: Fault }>;

/** A candidate in the place of evidence that could not be read (trust rule T22). */
export function unreadableCandidate(origin: string, reason: string, details: FaultDetails): FailedCandidate {
  return { origin, fault: new Fault('CUSTODY-402', `\`${origin}\` cannot be read: ${reason}.`, details) };
}

/** JSON Lines → a candidate for each line that is not blank, each with its number. */
export function linesOf(bytes: Uint8Array, origin: string): readonly Candidate[] {
  const found: Candidate[] = [];
  let number = 0;
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed < 0 ? bytes.length : feed;
    number += 1;
    const line = bytes.subarray(start, end);
    if (!isBlank(line)) found.push(lineOf(line, `${origin}:${number}`));
    // Past the limit the file is not read to its end; the caller counts and throws.
    if (found.length > limits.bundleFiles) return found;
    start = end + 1;
  }
  if (found.length > 0) return found;
  return [
    unreadableCandidate(origin, 'it holds no bundle', { hint: 'Name a file with one bundle on each line.' }),
  ];
}

function lineOf(line: Uint8Array, origin: string): Candidate {
  return line.length > limits.bundleBytes ? tooLarge(origin, limits.bundleBytes) : { origin, bytes: line };
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function tooLarge(origin: string, limit: number): Candidate {
  const fault = new Fault('CUSTODY-404', `\`${origin}\` is larger than ${limit} bytes.`, {
    hint: 'Name the file that holds the bundles, or split it.',
  });
  return { origin, fault };
}

function unreadable(origin: string, why: Unreadable): Fault {
  const reasons = { irregular: 'it is', changed: 'it changed meanwhile:' } as const;
  const reason = why.kind === 'system' ? reasonOf(why.error) : `${reasons[why.kind]} ${why.what}`;
  return new Fault('CUSTODY-402', `\`${origin}\` cannot be read: ${reason}.`, {
    hint: 'Evidence that cannot be read is never passed over. Mend the file or take it away.',
    ...(why.kind === 'system' ? { cause: why.error } : {}),
  });
}
