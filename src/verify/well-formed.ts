/**
 * What @sigstore/bundle lets pass when it reads a bundle
 * (https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto): its parser skips what is not
 * base64, takes any text for a number, and leaves the certificates of a chain alone.
 */
import type { Bundle } from '@sigstore/bundle';
import { X509Certificate } from '@sigstore/core';
import { member, textAt } from '../formats/json.ts';
import type { Json, JsonObject } from '../model/statement.ts';

/** @throws Error in words that end `the bundle is malformed: …` */
export function checkForm(document: JsonObject, bundle: Bundle): void {
  for (const text of signedTexts(document)) {
    if (text !== undefined && !isBase64(text))
      throw new Error('what was signed, or the signature, is not base64');
  }
  for (const { logIndex, inclusionProof } of bundle.verificationMaterial.tlogEntries) {
    for (const index of [logIndex, inclusionProof?.logIndex ?? '0']) {
      if (!/^[0-9]{1,19}$/.test(index)) throw new Error('a log index is not a number from 0 on');
    }
  }
  if (chainOf(bundle).some(isSelfIssued)) throw new Error('it brings a root certificate along');
}

function signedTexts(document: JsonObject): readonly (string | undefined)[] {
  const envelope = member(document, 'dsseEnvelope');
  const signatures = member(envelope, 'signatures');
  return [
    textAt(document, 'messageSignature', 'signature'),
    textAt(envelope, 'payload'),
    ...(Array.isArray(signatures) ? (signatures as readonly Json[]) : []).map((one) => textAt(one, 'sig')),
  ];
}

/** Standard or URL-safe, with padding or without, as protobuf's JSON reads `bytes`. */
function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/_-]*={0,2}$/.test(text);
}

function chainOf(bundle: Bundle): readonly Uint8Array[] {
  const material = bundle.verificationMaterial.content;
  if (material.$case !== 'x509CertificateChain') return [];
  return material.x509CertificateChain.certificates.slice(1).map(({ rawBytes }) => rawBytes);
}

function isSelfIssued(der: Uint8Array): boolean {
  const { issuer, subject } = X509Certificate.parse(Buffer.from(der));
  return issuer.equals(subject);
}
