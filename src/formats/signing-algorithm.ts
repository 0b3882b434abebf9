/**
 * How a key signs: the one digest that belongs to it
 * (https://github.com/sigstore/architecture-docs/blob/main/algorithm-registry.md), and the names of both in Rekor v2
 * (https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_common.proto).
 */
import type { KeyObject } from 'node:crypto';

export interface SigningAlgorithm {
  /** As Node names it. */
  readonly digest: 'sha256' | 'sha384' | 'sha512';
  /** `dev.sigstore.common.v1.HashAlgorithm`. */
  readonly hashAlgorithm: 'SHA2_256' | 'SHA2_384' | 'SHA2_512';
  /** `dev.sigstore.common.v1.PublicKeyDetails`. */
  readonly keyDetails: string;
}

const curves: Readonly<Record<string, SigningAlgorithm>> = {
  prime256v1: { digest: 'sha256', hashAlgorithm: 'SHA2_256', keyDetails: 'PKIX_ECDSA_P256_SHA_256' },
  secp384r1: { digest: 'sha384', hashAlgorithm: 'SHA2_384', keyDetails: 'PKIX_ECDSA_P384_SHA_384' },
  secp521r1: { digest: 'sha512', hashAlgorithm: 'SHA2_512', keyDetails: 'PKIX_ECDSA_P521_SHA_512' },
};

/** `undefined` for a kind of key that signs no digest or is not accepted at all. */
export function signingAlgorithm(key: KeyObject): SigningAlgorithm | undefined {
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ec':
      return curves[namedCurve ?? ''];
    case 'rsa':
      return {
        digest: 'sha256',
        hashAlgorithm: 'SHA2_256',
        keyDetails: `PKIX_RSA_PKCS1V15_${modulusLength}_SHA256`,
      };
    default:
      return undefined;
  }
}
