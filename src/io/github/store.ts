/** GitHub's Attestations API as a store (https://docs.github.com/en/rest/repos/attestations, "Create an attestation"). */
import { member, parseJsonObject, textAt } from '../../formats/json.ts';
import { keyOf } from '../../formats/peek.ts';
import { Fault } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';
import type { EvidenceStore, StatementKey, Stored } from '../../ports/evidence.ts';
import { jsonOf, refused, unusable } from '../http/answer.ts';
import type { HttpAnswer } from '../http/types.ts';
import { GITHUB_API, type GitHubApi, githubApi, lacksFeature, repositoryPath } from './api.ts';
import { bundleOf } from './bundle.ts';
import { attestationPages } from './pages.ts';
import type { AttestationSourceOptions } from './source.ts';

export interface AttestationStoreOptions extends AttestationSourceOptions {
  /** `GITHUB_SERVER_URL`, where the pages of attestations are. */
  readonly serverUrl: string;
}

type Recalled = { readonly bytes: Uint8Array; readonly stored: Stored };

/** `recall` throws `CUSTODY-310`, `-402`, `-903`, `-904`; `put` `CUSTODY-309`, `-310`, `-903`, `-904`. */
export function attestationStore(options: AttestationStoreOptions): EvidenceStore {
  const { repository, serverUrl } = options;
  const api = githubApi(options);
  return {
    name: 'github',
    recall: (statement) => recall(api, repository, statement),
    put: async (statement, bundle) => {
      const id = await create(api, repository, statement, bundle);
      return id === undefined
        ? {}
        : { url: `${serverUrl.replace(/(?<!\/)\/+$/, '')}/${repository}/attestations/${id}` };
    },
  };
}

/**
 * Looks among the newest attestations only, as many as a verifier reads. What cannot be read is left out: it cannot be
 * used again, and a second bundle for the same statement does no harm.
 */
async function recall(
  api: GitHubApi,
  repository: string,
  statement: StatementKey,
): Promise<readonly Recalled[]> {
  const sha256 = statement.subjects[0].digest['sha256'] ?? '';
  const found: Recalled[] = [];
  let count = 0;
  for await (const { entries: page } of attestationPages(api, {
    repository,
    sha256,
    predicateType: statement.predicateType,
    lacking: 'CUSTODY-310',
  })) {
    for (const entry of page) {
      const bytes = await bundleOf(entry, api).catch(ignoreUnreadable);
      if (bytes && keyOf(bytes) === statement.key) found.push({ bytes, stored: {} });
    }
    count += page.length;
    if (count >= limits.attestationsPerSubject) break;
  }
  return found;
}

function ignoreUnreadable(error: unknown): undefined {
  // A store that cannot be reached says nothing about what it holds.
  if (!(error instanceof Fault) || ['CUSTODY-903', 'CUSTODY-905'].includes(error.code)) throw error;
}

/** @returns the attestation's id; `undefined` when an earlier attempt stored it and its answer was lost */
async function create(
  api: GitHubApi,
  repository: string,
  statement: StatementKey,
  bundle: Uint8Array,
): Promise<string | undefined> {
  const document = parseJsonObject(bundle, 'the bundle to store', 'CUSTODY-309');
  const signature = signatureOf(bundle);
  let present = false;
  // A second request would store a second attestation: first look whether the one that failed arrived.
  const mayRepeat = async () => {
    const stored = await recall(api, repository, statement);
    present = stored.some(({ bytes }) => signatureOf(bytes) === signature);
    return !present;
  };
  const answer = await api
    .post(`${repositoryPath(repository)}/attestations`, JSON.stringify({ bundle: document }), mayRepeat)
    .catch((error: unknown) => {
      if (present) return undefined;
      throw error;
    });
  if (present || !answer) return undefined;
  if (answer.status !== 201) {
    const code = lacksFeature(answer.said) ? 'CUSTODY-310' : 'CUSTODY-309';
    throw refused(answer, `${GITHUB_API}, asked to store,`, code, hintFor(answer));
  }
  const id = member(jsonOf(answer, GITHUB_API), 'id');
  if (typeof id !== 'number' || !Number.isSafeInteger(id))
    throw unusable(answer, GITHUB_API, 'no id of an attestation', 'CUSTODY-309');
  return String(id);
}

function signatureOf(bundle: Uint8Array): string | undefined {
  const signatures = member(member(parseJsonObject(bundle, 'the bundle'), 'dsseEnvelope'), 'signatures');
  return Array.isArray(signatures) ? textAt({ first: signatures[0] ?? null }, 'first', 'sig') : undefined;
}

function hintFor({ status, said }: HttpAnswer): string {
  if (lacksFeature(said)) {
    return 'This plan has no attestations for private repositories: use `store: auto` or `store: files` and publish the bundles yourself.';
  }
  if (status >= 500 || status === 429 || status === 408) {
    return 'Run the job again: what was stored already is recognised. https://www.githubstatus.com shows outages.';
  }
  return [
    'Give `github-token: ${{ github.token }}` and add to the job:',
    '  permissions:',
    '    attestations: write',
    '    contents: read',
    '    id-token: write',
    'Where GitHub stores no attestations (Enterprise Server), use `store: files`.',
  ].join('\n');
}
