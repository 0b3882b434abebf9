/**
 * X.509 version 3 certificates: building and signing. Follows RFC 5280 section 4.1.
 */
import type { KeyObject } from 'node:crypto';
import {
  bitString,
  boolean,
  certificateTime,
  type Der,
  element,
  explicit,
  integer,
  objectIdentifier,
  octetString,
  printableString,
  sequence,
  setOf,
  unsignedInteger,
} from './der.ts';
import { digestOfKey, signWith, spkiOf } from './keys.ts';
import { ALGORITHM, ATTRIBUTE } from './object-identifiers.ts';

/** A Name of an organisation and a common name; `undefined` fields are left out. */
export interface DistinguishedName {
  readonly organization?: string;
  readonly commonName?: string;
}

/** One extension: `value` is the content of `extnValue`, DER or (Fulcio's old ones) raw bytes. */
export interface Extension {
  readonly oid: string;
  readonly critical?: boolean;
  readonly value: Uint8Array;
}

/** What a certificate says; extensions are written in the order given, repetitions included. */
export interface CertificateFields {
  /** Big-endian magnitude of the serial number. */
  readonly serial: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Extension[];
}

/** Encodes and signs a certificate with the issuer's P-256 or P-384 key; returns DER. */
export function signCertificate(fields: CertificateFields, issuerKey: KeyObject): Der {
  const algorithm = signatureAlgorithmOf(issuerKey);
  const body = sequence(
    explicit(0, integer(2)),
    unsignedInteger(fields.serial),
    algorithm,
    encodeName(fields.issuer),
    sequence(certificateTime(fields.notBefore), certificateTime(fields.notAfter)),
    encodeName(fields.subject),
    spkiOf(fields.publicKey),
    explicit(3, sequence(...fields.extensions.map(encodeExtension))),
  );
  return sequence(body, algorithm, bitString(signWith(issuerKey, body)));
}

/** The AlgorithmIdentifier of an ECDSA signature by `key`, without parameters (RFC 5758 section 3.2). */
export function signatureAlgorithmOf(key: KeyObject): Der {
  const oid = digestOfKey(key) === 'sha384' ? ALGORITHM.ecdsaWithSha384 : ALGORITHM.ecdsaWithSha256;
  return sequence(objectIdentifier(oid));
}

/** A Name in DER; an empty one is an empty sequence, as Fulcio's leaves have it. */
export function encodeName(name: DistinguishedName): Der {
  const parts: Der[] = [];
  if (name.organization !== undefined) parts.push(attribute(ATTRIBUTE.organization, name.organization));
  if (name.commonName !== undefined) parts.push(attribute(ATTRIBUTE.commonName, name.commonName));
  return sequence(...parts);
}

const attribute = (oid: string, text: string): Der =>
  setOf(sequence(objectIdentifier(oid), printableString(text)));

function encodeExtension(extension: Extension): Der {
  const oid = objectIdentifier(extension.oid);
  const value = octetString(extension.value);
  return extension.critical === true ? sequence(oid, boolean(true), value) : sequence(oid, value);
}

/** The content of keyUsage: digitalSignature for a leaf, keyCertSign and cRLSign for an authority. */
export function keyUsage(role: 'leaf' | 'authority'): Der {
  return role === 'leaf' ? bitString(Uint8Array.of(0x80), 7) : bitString(Uint8Array.of(0x06), 1);
}

/** The content of authorityKeyIdentifier: the key identifier alone (RFC 5280 section 4.2.1.1). */
export const authorityKeyIdentifier = (keyId: Uint8Array): Der => sequence(element(0x80, keyId));

/** A certificate in PEM, 64 letters a line, with a line feed at the end (RFC 7468). */
export function certificatePem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
