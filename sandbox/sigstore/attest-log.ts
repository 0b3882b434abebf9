/** The log's part of the signing ceremony: entries of Rekor 1 and 2 as a bundle holds them. */
import { createPublicKey } from 'node:crypto';
import { digest, digestOfKey } from './keys.ts';
import { preAuthenticationEncoding } from './rekor-entry.ts';

/** A DSSE envelope in JSON. */
interface SignedEnvelope {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly sig: string }[];
}

/** Enters the envelope, or for Rekor 2 its first signature, and gives the entry. Throws Error when refused. */
export function logEntry(
  { urls, rekorVersion }: { readonly urls: { readonly rekor: string }; readonly rekorVersion: 1 | 2 },
  envelope: SignedEnvelope,
  certificate: string,
): Promise<Record<string, unknown>> {
  return rekorVersion === 1
    ? log1(urls.rekor, envelope, certificate)
    : log2(urls.rekor, envelope, certificate);
}

async function log2(
  rekor: string,
  envelope: SignedEnvelope,
  certificate: string,
): Promise<Record<string, unknown>> {
  const name = digestOfKey(createPublicKey(certificate)) ?? 'sha256';
  const message = preAuthenticationEncoding(envelope.payloadType, Buffer.from(envelope.payload, 'base64'));
  const rawBytes = certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '');
  const keyDetails = name === 'sha256' ? 'PKIX_ECDSA_P256_SHA_256' : 'PKIX_ECDSA_P384_SHA_384';
  const answer = await post(`${rekor}/api/v2/log/entries`, {
    hashedRekordRequestV002: {
      digest: Buffer.from(digest(name, message)).toString('base64'),
      signature: {
        content: envelope.signatures[0]?.sig,
        verifier: { x509Certificate: { rawBytes }, keyDetails },
      },
    },
  });
  return (await accepted(answer)) as Record<string, unknown>;
}

interface RekorEntry {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: {
    readonly inclusionProof?: {
      readonly checkpoint: string;
      readonly hashes: readonly string[];
      readonly logIndex: number;
      readonly rootHash: string;
      readonly treeSize: number;
    };
    readonly signedEntryTimestamp?: string;
  };
}

async function log1(
  rekor: string,
  envelope: SignedEnvelope,
  certificate: string,
): Promise<Record<string, unknown>> {
  const proposedContent = {
    envelope: JSON.stringify(envelope),
    verifiers: [base64(Buffer.from(certificate))],
  };
  const proposed = { apiVersion: '0.0.1', kind: 'dsse', spec: { proposedContent } };
  const answer = await accepted(await post(`${rekor}/api/v1/log/entries`, proposed));
  const [entry] = Object.values(answer as Record<string, RekorEntry>);
  if (entry === undefined) throw new Error('the log answered without an entry');
  return bundleEntry(entry);
}

function bundleEntry(entry: RekorEntry): Record<string, unknown> {
  const { inclusionProof: proof, signedEntryTimestamp } = entry.verification;
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: hexToBase64(entry.logID) },
    kindVersion: { kind: 'dsse', version: '0.0.1' },
    integratedTime: String(entry.integratedTime),
    ...(signedEntryTimestamp === undefined ? {} : { inclusionPromise: { signedEntryTimestamp } }),
    ...(proof === undefined ? {} : { inclusionProof: bundleProof(proof) }),
    canonicalizedBody: entry.body,
  };
}

function bundleProof(proof: NonNullable<RekorEntry['verification']['inclusionProof']>): object {
  return {
    logIndex: String(proof.logIndex),
    rootHash: hexToBase64(proof.rootHash),
    treeSize: String(proof.treeSize),
    hashes: proof.hashes.map(hexToBase64),
    checkpoint: { envelope: proof.checkpoint },
  };
}

export const post = (url: string, body: object): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

export async function accepted(response: Response): Promise<unknown> {
  if (response.ok) return response.json();
  throw new Error(`${response.status} ${await response.text()}`);
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const hexToBase64 = (text: string): string => Buffer.from(text, 'hex').toString('base64');
