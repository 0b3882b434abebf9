/**
 * GitHub's Attestations API: create an attestation, list the attestations of a subject digest.
 * docs.github.com/rest/repos/attestations.
 */
import type { Reply, ServedRequest } from '../http.ts';
import { type Caller, canSee, refuseReading, refuseWriting } from './access.ts';
import type { BlobMode, Repository, StoredAttestation } from './model.ts';
import { linkHeader, pageOf } from './page.ts';
import { notFound, planRefusal, validationFailed } from './refusals.ts';
import type { GitHubState } from './state.ts';
import { matchesFilter } from './subjects.ts';

/** From this version of the API on, a list carries no bundle, only where it lies. */
const WITHOUT_BUNDLE = '2026-03-10';

/** What the answers are made with. */
export interface AttestationService {
  readonly state: GitHubState;
  readonly apiUrl: string;
  /** Keeps a bundle's JSON as a blob and returns its URL. */
  readonly putBlob: (id: number, json: string) => string;
}

/** POST /repos/{owner}/{repo}/attestations: 201 with the new id, or a refusal. */
export function createAttestation(
  state: GitHubState,
  caller: Caller,
  repository: Repository,
  bundle: object,
): Reply {
  const refusal = refuseWriting(caller, repository) ?? refuseFeature(state, repository);
  if (refusal !== undefined) return refusal;
  const stored = state.store(repository, bundle);
  if (typeof stored === 'string') return validationFailed('Attestation', 'bundle', stored);
  return { status: 201, body: { id: stored.id } };
}

/** GET /repos/{owner}/{repo}/attestations/{subject_digest}: a page of the list, or a refusal. */
export function listOfRepository(
  service: AttestationService,
  caller: Caller,
  repository: Repository,
  digest: string,
  request: ServedRequest,
): Reply {
  const refusal = refuseReading(caller, repository) ?? refuseFeature(service.state, repository);
  if (refusal !== undefined) return refusal;
  return list(service, [repository], digest, request, `/repositories/${repository.id}`);
}

/** GET /orgs/{org}/attestations/{subject_digest}: the same over the repositories the caller may read. */
export function listOfOwner(
  service: AttestationService,
  caller: Caller,
  owner: string,
  digest: string,
  request: ServedRequest,
): Reply {
  const seen = ownedBy(service.state, owner).filter((repository) => canSee(caller, repository));
  const readable = seen.filter((repository) => refuseReading(caller, repository) === undefined);
  const ownerId = seen[0]?.ownerId;
  if (ownerId === undefined) return notFound();
  return list(service, readable, digest, request, `/organizations/${ownerId}`);
}

function ownedBy(state: GitHubState, owner: string): readonly Repository[] {
  return state.repositories().filter((known) => known.owner.toLowerCase() === owner.toLowerCase());
}

function list(
  service: AttestationService,
  repositories: readonly Repository[],
  digest: string,
  request: ServedRequest,
  numericParent: string,
): Reply {
  const { state } = service;
  const query = request.url.searchParams;
  const found = state
    .attestations(repositories, digest.slice('sha256:'.length))
    .filter((entry) => matchesFilter(entry.predicateType, query.get('predicate_type')));
  if (found.length === 0 && state.absent === 'not-found') return notFound();
  const page = pageOf(found, query);
  const link = linkHeader(linkBase(service, request, numericParent), page);
  const mode = request.headers['x-github-api-version'] === WITHOUT_BUNDLE ? 'url' : state.blobMode;
  const attestations = page.items.map((entry) => entryJson(service, entry, mode));
  return { status: 200, ...(link === undefined ? {} : { headers: { link } }), body: { attestations } };
}

/** The digest stays as it was asked: octokit takes a bare colon in a link for the start of a parameter. */
function linkBase(service: AttestationService, request: ServedRequest, numericParent: string): URL {
  const [tail = ''] = /\/attestations\/[^/]+$/.exec(request.path) ?? [];
  const path = service.state.linkPath === 'numeric' ? numericParent + tail : request.path;
  return new URL(path + request.url.search, service.apiUrl);
}

function entryJson(service: AttestationService, entry: StoredAttestation, mode: BlobMode): object {
  const bundle = reserialised(entry.bundle);
  return {
    repository_id: entry.repositoryId,
    initiator: 'user',
    bundle_url: mode === 'inline' ? '' : service.putBlob(entry.id, JSON.stringify(bundle)),
    ...(mode === 'url' ? {} : { bundle }),
  };
}

/** The same JSON with its members in another order: GitHub promises the value of a bundle, not its bytes. */
function reserialised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reserialised);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, reserialised(member)]));
}

function refuseFeature(state: GitHubState, repository: Repository): Reply | undefined {
  const refusal = state.refusal(`${repository.owner}/${repository.name}`);
  switch (refusal) {
    case undefined:
      return undefined;
    case 'plan':
      return planRefusal(repository);
    case 'not-found':
      return notFound();
  }
}
