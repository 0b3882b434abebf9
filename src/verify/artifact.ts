/**
 * One bundle, one artifact, one expected signer, as the command-line protocol of the public conformance suite asks
 * (https://github.com/sigstore/sigstore-conformance/blob/main/docs/cli_protocol.md). It takes what `judge` never takes
 * for evidence: signatures over a file's own bytes, plain keys, and people. Nothing here makes an `Authentic`.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Bundle, BundleWithDsseEnvelope } from '@sigstore/bundle';
import { parseStatement } from '../formats/statement.ts';
import type { Refusal } from '../model/finding.ts';
import type { TrustRoot } from '../model/requirement.ts';
import {
  isStatementBundle,
  leafOf,
  notAStatement,
  prove,
  readBundle,
  type Signed,
  structural,
} from './authenticate.ts';
import { checkSubject } from './binding.ts';
import { type CertificateIdentity, readIdentity } from './certificate.ts';
import { checkStatedDigest, messageContent, type SignedArtifact } from './message.ts';
import { dsseContent } from './signature.ts';

/** Who must have signed: never nobody. */
export type ExpectedSigner =
  | {
      readonly kind: 'identity';
      /** The SAN of the certificate, compared exactly. */
      readonly identity: string;
      /** Compared exactly. */
      readonly issuer: string;
    }
  | { readonly kind: 'key'; readonly pem: Uint8Array };

/**
 * @param bytes one Sigstore bundle v0.1 to v0.3, JSON
 * @param now times after it are refused
 * @returns why not, or nothing when the signature is good, by that signer, and over this artifact: its bytes, or a
 *   statement of which it is a subject
 * @throws Fault `CUSTODY-105`, `-403`, `-404`, `-406`, `-407`: nothing was decided
 */
export function verifyArtifact(
  bytes: Uint8Array,
  artifact: SignedArtifact,
  signer: ExpectedSigner,
  root: TrustRoot,
  now: Date,
): Refusal | undefined {
  const bundle = readBundle(bytes);
  const signature = signatureOf(bundle, artifact);
  if ('refusal' in signature) return signature.refusal;
  const { content, checkArtifact } = signature;
  const by = signer.kind === 'key' ? keyOf(bundle, signer.pem) : certificateOf(bundle, signer);
  if ('code' in by) return by;
  const times = prove(bundle, { content, by: by.signed }, root, now);
  if ('code' in times) return isUnsigned(times, content, by.signed) ? notSigned(times) : times;
  return checkArtifact() ?? by.checkSigner();
}

interface ArtifactSignature {
  readonly content: Signed['content'];
  readonly checkArtifact: () => Refusal | undefined;
}

function signatureOf(bundle: Bundle, artifact: SignedArtifact): ArtifactSignature | { refusal: Refusal } {
  if (bundle.content.$case === 'dsseEnvelope') {
    return isStatementBundle(bundle) ? statementSignature(bundle, artifact) : { refusal: notAStatement() };
  }
  const { messageSignature } = bundle.content;
  const refusal = checkStatedDigest(messageSignature, artifact);
  // Once it verifies, a signature over the bytes needs no further tie to them.
  return refusal
    ? { refusal }
    : { content: messageContent(messageSignature, artifact), checkArtifact: () => undefined };
}

function statementSignature(
  { content }: BundleWithDsseEnvelope,
  artifact: SignedArtifact,
): ArtifactSignature {
  const { dsseEnvelope } = content;
  return {
    content: dsseContent(dsseEnvelope),
    checkArtifact: () => checkSubject(parseStatement(dsseEnvelope.payload), { ...artifact, size: 0 }),
  };
}

interface By {
  readonly signed: Signed['by'];
  readonly checkSigner: () => Refusal | undefined;
}

type ExpectedIdentity = Extract<ExpectedSigner, { kind: 'identity' }>;

function certificateOf(bundle: Bundle, expected: ExpectedIdentity): By | Refusal {
  const certificate = leafOf(bundle);
  if (!certificate) return otherKind('a certificate with the expected identity', 'a public key');
  const identity = structural(() => readIdentity(certificate, 'anyone'));
  if ('code' in identity) return identity;
  const checkSigner = () => checkIdentity(identity, expected);
  return { signed: { kind: 'certificate', certificate }, checkSigner };
}

function keyOf(bundle: Bundle, pem: Uint8Array): By | Refusal {
  if (leafOf(bundle)) return otherKind('the public key that was given', 'a certificate');
  const key = publicKey(pem);
  // The key that was given is who must have signed: `prove` takes no other.
  if (key) return { signed: { kind: 'key', key }, checkSigner: () => undefined };
  // No signature can be by such a key, so that this is decided.
  return otherKind('a public key in PEM that can sign', 'one that is no key');
}

function publicKey(pem: Uint8Array): KeyObject | undefined {
  const text = Buffer.from(pem).toString('latin1');
  // Node would also derive it from a private key or take it from a certificate.
  if (!/^-----BEGIN PUBLIC KEY-----\r?$/m.test(text)) return undefined;
  try {
    return createPublicKey(text);
  } catch {
    return undefined;
  }
}

function keyFrom(by: Signed['by']): KeyObject {
  if (by.kind === 'key') return by.key;
  return structural(() => by.certificate.key());
}

/** A changed signature is noticed first as another than the logged one; it is refused as what it is. */
function isUnsigned({ code }: Refusal, content: Signed['content'], by: Signed['by']): boolean {
  return code === 'CUSTODY-427' && !content.verifySignature(keyFrom(by));
}

function notSigned(refusal: Refusal): Refusal {
  return { ...refusal, code: 'CUSTODY-421', message: 'the signature does not verify' };
}

function checkIdentity(
  { uri, claims }: CertificateIdentity,
  { issuer, identity }: ExpectedIdentity,
): Refusal | undefined {
  const hint = 'Do not use what this bundle says unless you expected this signer.';
  if (claims.issuer !== issuer) {
    const found = claims.issuer ?? 'nothing';
    return {
      code: 'CUSTODY-431',
      message: 'the token came from another issuer',
      expected: issuer,
      found,
      hint,
    };
  }
  if (uri === identity) return undefined;
  return { code: 'CUSTODY-432', message: 'somebody else signed', expected: identity, found: uri, hint };
}

function otherKind(expected: string, found: string): Refusal {
  return {
    code: 'CUSTODY-422',
    message: 'this is not the kind of signer that is expected',
    expected,
    found,
    hint: 'Say who must have signed as the bundle was signed: by an identity, or by a key.',
  };
}
