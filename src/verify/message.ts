/**
 * A signature over an artifact's own bytes (`messageSignature`,
 * https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto), verified with the bytes or with
 * their SHA-256 alone.
 */
import { createHash, type KeyObject } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import type { MessageSignature } from '@sigstore/bundle';
import { HashAlgorithm } from '@sigstore/protobuf-specs';
import type { SignedEntity } from '@sigstore/verify';
import type { DigestAlgorithm } from '../model/digest.ts';
import { strongAlgorithms } from '../model/digest.ts';
import { Fault } from '../model/fault.ts';
import type { Refusal } from '../model/finding.ts';
import { verifySignature } from './signature.ts';

/** What was signed, as far as the caller has it. */
export interface SignedArtifact {
  readonly name: string;
  /** Lower-case hexadecimal; those of `bytes` where there are some. */
  readonly digests: Readonly<{ sha256: string } & Partial<Record<DigestAlgorithm, string>>>;
  readonly bytes?: Uint8Array;
}

/** The artifact as a file's bytes, hashed. */
export function artifactOf(name: string, bytes: Uint8Array): SignedArtifact & { readonly bytes: Uint8Array } {
  const [sha256, sha384, sha512] = strongAlgorithms.map((algorithm) =>
    createHash(algorithm).update(bytes).digest('hex'),
  );
  return { name, digests: { sha256, sha384, sha512 } as SignedArtifact['digests'], bytes };
}

/** What @sigstore/verify asks of a signature; digests are compared with the artifact's own, never with stated ones. */
export function messageContent(
  { signature }: MessageSignature,
  artifact: SignedArtifact,
): SignedEntity['signature'] {
  const isOfArtifact = (digest: Buffer) => Object.values(artifact.digests).includes(digest.toString('hex'));
  return {
    signature,
    compareSignature: (other) => signature.equals(other),
    compareDigest: isOfArtifact,
    compareSignedDigest: isOfArtifact,
    verifySignature: (key) =>
      artifact.bytes
        ? verifySignature(key, artifact.bytes, signature)
        : verifyDigest(key, artifact.digests.sha256, signature),
  };
}

const statedAlgorithms: Readonly<Partial<Record<HashAlgorithm, DigestAlgorithm>>> = {
  [HashAlgorithm.SHA2_256]: 'sha256',
  [HashAlgorithm.SHA2_384]: 'sha384',
  [HashAlgorithm.SHA2_512]: 'sha512',
};

/** The digest that a bundle states is a hint: it proves nothing, and when it contradicts the artifact something is wrong. */
export function checkStatedDigest(
  { messageDigest }: MessageSignature,
  { digests }: SignedArtifact,
): Refusal | undefined {
  const algorithm = statedAlgorithms[messageDigest.algorithm];
  const own = algorithm && digests[algorithm];
  const stated = messageDigest.digest.toString('hex');
  if (own === undefined || own === stated) return undefined;
  return {
    code: 'CUSTODY-429',
    message: 'the bundle states the digest of another artifact',
    expected: `${algorithm}:${own}`,
    found: stated,
    hint: 'The file was changed after it was signed, or this bundle belongs to another file.',
  };
}

/** Node verifies no ECDSA signature over a digest that was computed elsewhere (Node 24 and 26). */
function verifyDigest(key: KeyObject, sha256: string, signature: Uint8Array): boolean {
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new Fault(
      'CUSTODY-105',
      'a signature by this kind of key cannot be verified with a SHA-256 digest',
      {
        hint: 'Give the file itself. A digest alone is enough where a P-256 key signed.',
      },
    );
  }
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  try {
    const form = { prehash: false, lowS: false, format: 'der' } as const;
    return p256.verify(signature, Buffer.from(sha256, 'hex'), point, form);
  } catch {
    // Thrown for a signature that is not DER.
    return false;
  }
}
