/** What the tests of the sandbox's Sigstore share: the stock verifier at full thresholds, and a statement. */
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { type Signer, toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { attest, type BundleJson } from '../../../sandbox/sigstore/attest.ts';
import {
  type CertificateFaults,
  exampleClaims,
  type SandboxSigstore,
} from '../../../sandbox/sigstore/index.ts';

/** Verifies a bundle with stock @sigstore/verify: one certificate timestamp, one log entry, one timestamp. */
export function stockVerify(trustedRoot: object, bundle: object, data?: Uint8Array): Signer {
  const material = toTrustMaterial(TrustedRoot.fromJSON(trustedRoot));
  const verifier = new Verifier(material, { ctlogThreshold: 1, tlogThreshold: 1, timestampThreshold: 1 });
  const parsed = bundleFromJSON(bundle);
  return verifier.verify(toSignedEntity(parsed, data === undefined ? undefined : Buffer.from(data)));
}

/** The code and message of what `action` throws, or `accepted`. */
export function refusal(action: () => unknown): string {
  try {
    action();
    return 'accepted';
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    return `${code ?? 'no code'}: ${message}`;
  }
}

/** The message with which `action` rejects, or `accepted`. */
export async function rejection(action: Promise<unknown>): Promise<string> {
  try {
    await action;
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
}

export const STATEMENT = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'shop.tgz', digest: { sha256: 'ab'.repeat(32) } }],
  predicateType: 'https://example.test/predicate/v1',
  predicate: {},
};

/** A bundle over {@link STATEMENT} by the example job. */
export function attestExample(
  sigstore: SandboxSigstore,
  certificate: CertificateFaults = {},
): Promise<BundleJson> {
  return attest(sigstore, { statement: STATEMENT, claims: exampleClaims(), certificate });
}

/** The leaf of a bundle as DER. */
export function leafOf(bundle: BundleJson): Buffer<ArrayBuffer> {
  return Buffer.from(bundle.verificationMaterial.certificate.rawBytes, 'base64');
}
