/** All keys and authorities of one sandbox, made anew at each start. */
import {
  type Authority,
  createIntermediate,
  createRoot,
  createTimestampLeaf,
  type Validity,
} from './authorities.ts';
import { generateCurveKey, generateEd25519Key, generateRsaKey, type KeyPair } from './keys.ts';

/** Milliseconds that the authorities are valid before and after the start. */
const BEFORE = 24 * 3600 * 1000;
const AFTER = 10 * 365 * 24 * 3600 * 1000;

export interface Keyring {
  readonly issuer: KeyPair;
  readonly rekor: KeyPair;
  /** The key of a log of version 2, Ed25519. */
  readonly rekor2: KeyPair;
  readonly ctlog: KeyPair;
  /** The intermediate that signs leaves. */
  readonly fulcio: Authority;
  /** The leaf of the timestamp authority. */
  readonly timestamp: Authority;
  /** Keys that no trusted root names: an RSA key for tokens, a P-256 key for everything else. */
  readonly foreignIssuer: KeyPair;
  readonly foreign: KeyPair;
  /** Since when the authorities are valid. */
  readonly start: Date;
}

/**
 * Makes all keys and certificates. `intermediateLifetime`: seconds that the intermediate is valid from
 * {@link Keyring.start} on, in place of its authority's years.
 */
export async function createKeyring(now: Date, intermediateLifetime?: number): Promise<Keyring> {
  const validity = { notBefore: new Date(now.getTime() - BEFORE), notAfter: new Date(now.getTime() + AFTER) };
  const [issuer, foreignIssuer, rekor, rekor2, ctlog, foreign, authorities] = await Promise.all([
    generateRsaKey(),
    generateRsaKey(),
    generateCurveKey('P-256'),
    generateEd25519Key(),
    generateCurveKey('P-256'),
    generateCurveKey('P-256'),
    createAuthorities(validity, intermediateLifetime),
  ]);
  return {
    issuer,
    foreignIssuer,
    rekor,
    rekor2,
    ctlog,
    foreign,
    ...authorities,
    start: validity.notBefore,
  };
}

async function createAuthorities(
  validity: Validity,
  intermediateLifetime: number | undefined,
): Promise<Pick<Keyring, 'fulcio' | 'timestamp'>> {
  const [rootKey, intermediateKey, timestampRootKey, timestampKey] = await Promise.all([
    generateCurveKey('P-384'),
    generateCurveKey('P-384'),
    generateCurveKey('P-384'),
    generateCurveKey('P-256'),
  ]);
  const { notBefore } = validity;
  const intermediateValidity =
    intermediateLifetime === undefined
      ? validity
      : { notBefore, notAfter: new Date(notBefore.getTime() + intermediateLifetime * 1000) };
  const root = createRoot('sandbox', rootKey, validity);
  const timestampRoot = createRoot('sandbox-tsa-root', timestampRootKey, validity);
  return {
    fulcio: createIntermediate('sandbox-intermediate', intermediateKey, root, intermediateValidity),
    timestamp: createTimestampLeaf('sandbox-tsa', timestampKey, timestampRoot, validity),
  };
}
