/** The sandbox's GitHub with one public and one private repository, for the tests of this folder. */
import { createHash } from 'node:crypto';
import type { GitHubState, SandboxGitHub } from '../../../sandbox/github/index.ts';
import { bootGitHub } from '../../../sandbox/github/index.ts';
import type { Candidate } from '../../../src/model/requirement.ts';
import type { EvidenceSource, StatementKey } from '../../../src/ports/evidence.ts';
import { impatient } from '../../support/impatient.ts';

export const http = impatient(800);
export const token = 'ghs_Qm9TdWNoVG9rZW5FdmVyRXhpc3RlZDEyMzQ1Njc4OTA';
export const PROVENANCE = 'https://slsa.dev/provenance/v1';
export const digest = 'ab'.repeat(32);

export type Interrupt = NonNullable<GitHubState['interrupt']>;

export async function booted(): Promise<SandboxGitHub> {
  const github = await bootGitHub();
  const base = { owner: 'acme', ownerId: 42, ownerType: 'Organization', defaultBranch: 'trunk' } as const;
  github.state.addRepository({ ...base, name: 'shop', id: 101, visibility: 'public' });
  github.state.addRepository({ ...base, name: 'vault', id: 102, visibility: 'private' });
  const permissions = { contents: 'read', attestations: 'write' } as const;
  github.state.grant(token, { repository: 'acme/shop', permissions });
  github.state.grant(token, { repository: 'acme/vault', permissions });
  return github;
}

/** A bundle that nobody signed, about `digest`; `note` makes it another one. */
export function bundleOf(
  note: string,
  signature = note,
  predicateType = PROVENANCE,
): Record<string, unknown> {
  const subject = [{ name: 'dist/a', digest: { sha256: digest } }];
  const statement = { _type: 'https://in-toto.io/Statement/v1', subject, predicateType, predicate: { note } };
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { certificate: { rawBytes: 'AA==' }, tlogEntries: [] },
    dsseEnvelope: {
      payload: Buffer.from(JSON.stringify(statement)).toString('base64'),
      payloadType: 'application/vnd.in-toto+json',
      signatures: [{ sig: Buffer.from(signature).toString('base64') }],
    },
  };
}

export function bytesOf(bundle: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(bundle));
}

export function keyOfStatement(note: string): StatementKey {
  const payload = (bundleOf(note)['dsseEnvelope'] as { payload: string }).payload;
  const key = createHash('sha256').update(Buffer.from(payload, 'base64')).digest('hex');
  return { key, subjects: [{ name: 'dist/a', digest: { sha256: digest } }], predicateType: PROVENANCE };
}

export async function found(source: EvidenceSource): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for await (const candidate of source.find(digest, [PROVENANCE])) candidates.push(candidate);
  return candidates;
}

/** The notes of the bundles that were found, or the code of what could not be read. */
export function notesOf(candidates: readonly Candidate[]): string[] {
  return candidates.map((candidate) => {
    if ('fault' in candidate) return candidate.fault.code;
    const { dsseEnvelope } = JSON.parse(Buffer.from(candidate.bytes).toString());
    return JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString()).predicate.note;
  });
}
