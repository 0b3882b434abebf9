/** The port `EvidenceSource` over files and folders of bundles. */
import { peekSubjects } from '../../formats/peek.ts';
import { Fault } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';
import type { Candidate } from '../../model/requirement.ts';
import type { EvidenceSource } from '../../ports/evidence.ts';
import { bundlesIn } from './bundles.ts';
import { isRegister } from './register.ts';
import { evidenceAt, type Found } from './walk.ts';

/** All bundles of one source stay in memory, so that 200 artifacts read 200 bundles once. */
const mostBytes = 512 * 1024 * 1024;

/**
 * @param paths files (`.jsonl`: one bundle per line; any other: one bundle) and folders (searched for `.json`,
 *   `.jsonl` and `.sigstore`)
 * @returns a source that reads everything at the first `find` and keeps it; `find` throws `CUSTODY-404` past
 *   `limits.bundleFiles`, and yields `CUSTODY-402` and `-404` for single files
 */
export function fileEvidence(paths: readonly string[]): EvidenceSource {
  let loading: Promise<Index> | undefined;
  return {
    name: 'files',
    async *find(sha256) {
      loading ??= readAll(paths).then(indexOf);
      const { candidates, byDigest, uncertain } = await loading;
      const numbers = [...uncertain, ...(byDigest.get(sha256) ?? [])].sort((a, b) => a - b);
      for (const number of numbers) {
        const candidate = candidates[number];
        if (candidate !== undefined) yield candidate;
      }
    },
  };
}

interface Index {
  readonly candidates: readonly Candidate[];
  /** SHA-256 → numbers of the candidates that name it. */
  readonly byDigest: ReadonlyMap<string, readonly number[]>;
  /** Numbers of the candidates that may be about anything. */
  readonly uncertain: readonly number[];
}

/**
 * Nothing is verified here. Leaving a bundle out by what it says of itself is safe: evidence that is left out can
 * never make anything pass, and a bundle that does not name the digest could only be refused.
 */
function indexOf(candidates: readonly Candidate[]): Index {
  const byDigest = new Map<string, number[]>();
  const uncertain: number[] = [];
  candidates.forEach((candidate, number) => {
    const subjects = 'bytes' in candidate ? peekSubjects(candidate.bytes) : undefined;
    if (subjects === undefined || !subjects.certain) {
      uncertain.push(number);
      return;
    }
    for (const digest of new Set(subjects.sha256)) {
      const numbers = byDigest.get(digest);
      if (numbers === undefined) byDigest.set(digest, [number]);
      else numbers.push(number);
    }
  });
  return { candidates, byDigest, uncertain };
}

async function readAll(paths: readonly string[]): Promise<readonly Candidate[]> {
  const found = await findAll(paths);
  const candidates: Candidate[] = [];
  let bytes = 0;
  for (const each of found) {
    for (const candidate of await candidatesOf(each)) {
      candidates.push(candidate);
      bytes += 'bytes' in candidate ? candidate.bytes.length : 0;
    }
    if (candidates.length > limits.bundleFiles) throw tooMany(`more than ${limits.bundleFiles} bundles`);
    if (bytes > mostBytes) throw tooMany(`bundles of more than ${mostBytes} bytes in all`);
  }
  return candidates;
}

async function findAll(paths: readonly string[]): Promise<readonly Found[]> {
  const byPath = new Map<string, Found>();
  for (const path of paths) {
    for (const each of await evidenceAt(path)) {
      const key = 'path' in each ? each.path : `\0${each.origin}`;
      if (!byPath.has(key)) byPath.set(key, each);
      if (byPath.size > limits.bundleFiles) throw tooMany(`more than ${limits.bundleFiles} files`);
    }
  }
  return [...byPath.values()];
}

async function candidatesOf(found: Found): Promise<readonly Candidate[]> {
  if ('fault' in found) return [found];
  const candidates = await bundlesIn(found);
  // The index of a store says nothing that counts: it is a convenience for readers.
  return candidates.filter((each) => !('bytes' in each && isRegister(found.path, each.bytes)));
}

function tooMany(what: string): Fault {
  return new Fault('CUSTODY-404', `\`bundles\` brings ${what}.`, {
    hint: 'Name fewer files, or a folder that holds only the evidence of these artifacts.',
  });
}
