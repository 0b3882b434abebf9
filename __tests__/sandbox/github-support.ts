/** What the tests of the sandbox's GitHub share: one repository of each kind, bundles, requests by plain fetch. */
import { createHash } from 'node:crypto';
import { bootGitHub, type Repository, type SandboxGitHub } from '../../sandbox/github/index.ts';

export const PUBLIC: Repository = {
  owner: 'acme',
  name: 'shop',
  id: 101,
  ownerId: 11,
  ownerType: 'Organization',
  visibility: 'public',
  defaultBranch: 'main',
};
export const PRIVATE: Repository = { ...PUBLIC, name: 'vault', id: 102, visibility: 'private' };
export const PERSONAL: Repository = {
  ...PUBLIC,
  owner: 'ada',
  name: 'notes',
  id: 103,
  ownerId: 12,
  ownerType: 'User',
};

export const PROVENANCE = 'https://slsa.dev/provenance/v1';
export const WRITER = 'writer-token-0123456789';
export const READER = 'reader-token-0123456789';
export const STRANGER = 'stranger-token-0123456789';

/** A running sandbox with three repositories and three tokens. */
export async function bootWithRepositories(): Promise<SandboxGitHub> {
  const github = await bootGitHub();
  for (const repository of [PUBLIC, PRIVATE, PERSONAL]) github.state.addRepository(repository);
  for (const repository of ['acme/shop', 'acme/vault']) {
    github.state.grant(WRITER, { repository, permissions: { contents: 'read', attestations: 'write' } });
    github.state.grant(READER, { repository, permissions: { contents: 'read', attestations: 'read' } });
  }
  github.state.grant(STRANGER, { repository: 'ada/notes', permissions: { attestations: 'write' } });
  return github;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A bundle whose statement names these subjects by SHA-256; nothing in it is signed. */
export function bundleOf(
  digests: readonly string[],
  predicateType = PROVENANCE,
  filler = '',
): Record<string, unknown> {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: digests.map((digest) => ({ name: 'dist/a', digest: { sha256: digest } })),
    predicateType,
    predicate: { filler },
  };
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { certificate: { rawBytes: 'AA==' }, tlogEntries: [] },
    dsseEnvelope: {
      payload: Buffer.from(JSON.stringify(statement)).toString('base64'),
      payloadType: 'application/vnd.in-toto+json',
      signatures: [{ sig: 'AA==' }],
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown>;
}

/** One request by plain fetch; the answer must be JSON. */
export async function ask(
  github: SandboxGitHub,
  path: string,
  options: {
    readonly token?: string;
    readonly post?: unknown;
    readonly headers?: Record<string, string>;
  } = {},
): Promise<Answer> {
  const response = await fetch(new URL(path, github.apiUrl), {
    method: options.post === undefined ? 'GET' : 'POST',
    headers: {
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(options.post === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    body: options.post === undefined ? null : JSON.stringify(options.post),
  });
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as Record<string, unknown>,
  };
}
