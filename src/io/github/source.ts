/** Evidence from GitHub's Attestations API. */
import { Fault } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';
import type { Candidate } from '../../model/requirement.ts';
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
      for (const predicateType of predicateTypes) {
        const about = predicateTypes.length > 1 ? `${repository} (${predicateType})` : repository;
        yield* candidates(api, { repository, sha256, predicateType }, about);
      }
    },
  };
}

async function* candidates(
  api: GitHubApi,
  query: AttestationQuery,
  about: string,
): AsyncGenerator<Candidate> {
  let count = 0;
  for await (const page of attestationPages(api, query)) {
    for (const entry of page) {
      count += 1;
      if (count > limits.attestationsPerSubject) throw tooMany(query);
      const origin = `attestation ${count} of ${about}`;
      try {
        yield { origin, bytes: await bundleOf(entry, api) };
      } catch (fault) {
        if (!(fault instanceof Fault) || fault.code === 'CUSTODY-905') throw fault;
        yield { origin, fault };
      }
    }
  }
}

function tooMany({ repository, sha256 }: AttestationQuery): Fault {
  return new Fault(
    'CUSTODY-404',
    `${repository} has more than ${limits.attestationsPerSubject} attestations of one type for sha256:${sha256}`,
    { hint: 'Delete old ones, or give the right one as a file with `bundles:` and verify offline.' },
  );
}
