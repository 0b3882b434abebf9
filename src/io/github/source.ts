/** Evidence from GitHub's Attestations API. */
import { peekPredicateType } from '../../formats/peek.ts';
import { Fault } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';
import type { Candidate } from '../../model/requirement.ts';
import type { Json } from '../../model/statement.ts';
import type { EvidenceSource } from '../../ports/evidence.ts';
import { type GitHubApi, type GitHubApiOptions, githubApi } from './api.ts';
import { bundleOf } from './bundle.ts';
import { type AttestationQuery, attestationPages } from './pages.ts';

export interface AttestationSourceOptions extends GitHubApiOptions {
  /** `OWNER/REPOSITORY`. */
  readonly repository: string;
}

/** Throws, while finding, `CUSTODY-402`, `-404`, `-903`, `-904`; a bundle that cannot be read is yielded as a fault. */
export function attestationSource(options: AttestationSourceOptions): EvidenceSource {
  const { repository } = options;
  const api = githubApi(options);
  return {
    name: `attestations API of ${repository}`,
    async *find(sha256, predicateTypes) {
      const [predicateType, ...more] = predicateTypes;
      const query = { repository, sha256 };
      if (predicateType === undefined) return;
      if (more.length === 0) yield* candidates(api, { ...query, predicateType });
      else yield* ofTypes(api, query, predicateTypes);
    },
  };
}

/**
 * Statements of several types: asked for in one question, where everything about the digest fits into one answer; else
 * for each type by itself, so that what nobody wants can be as much as it likes.
 */
async function* ofTypes(
  api: GitHubApi,
  query: AttestationQuery,
  predicateTypes: readonly string[],
): AsyncGenerator<Candidate> {
  const first = await attestationPages(api, query).next();
  if (first.done) return;
  const { entries, last } = first.value;
  const found: Candidate[] = [];
  for (const [index, entry] of last ? entries.entries() : [])
    found.push(await candidateOf(entry, `attestation ${index + 1} of ${query.repository}`, api));
  // What cannot be read may be of a type that nobody wants, which the API can tell.
  if (last && found.every((candidate) => 'bytes' in candidate)) {
    yield* found.filter(({ bytes }) => mayBeOf(bytes, predicateTypes));
    return;
  }
  for (const predicateType of predicateTypes) yield* candidates(api, { ...query, predicateType });
}

/** Where no type can be seen, the judge has to look. */
function mayBeOf(bundle: Uint8Array, predicateTypes: readonly string[]): boolean {
  const type = peekPredicateType(bundle);
  return type === undefined || predicateTypes.includes(type);
}

async function* candidates(api: GitHubApi, query: AttestationQuery): AsyncGenerator<Candidate> {
  let count = 0;
  for await (const { entries } of attestationPages(api, query)) {
    for (const entry of entries) {
      count += 1;
      if (count > limits.attestationsPerSubject) throw tooMany(query);
      yield await candidateOf(entry, `attestation ${count} of ${query.repository}`, api);
    }
  }
}

async function candidateOf(entry: Json, origin: string, api: GitHubApi): Promise<Candidate> {
  try {
    return { origin, bytes: await bundleOf(entry, api) };
  } catch (fault) {
    if (!(fault instanceof Fault) || fault.code === 'CUSTODY-905') throw fault;
    return { origin, fault };
  }
}

function tooMany({ repository, sha256 }: AttestationQuery): Fault {
  return new Fault(
    'CUSTODY-404',
    `${repository} has more than ${limits.attestationsPerSubject} attestations of one type for sha256:${sha256}`,
    { hint: 'Delete old ones, or give the right one as a file with `bundles:` and verify offline.' },
  );
}
