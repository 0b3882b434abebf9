/**
 * The certificate authorities of the sandbox: root and intermediate of Fulcio, root and leaf of the
 * timestamp authority, in the shape of the public-good instance. Follows RFC 5280 section 4.2.
 */
import { randomBytes } from 'node:crypto';
import {
  authorityKeyIdentifier,
  type DistinguishedName,
  type Extension,
  keyUsage,
  signCertificate,
} from './certificate.ts';
import { boolean, type Der, integer, objectIdentifier, octetString, sequence } from './der.ts';
import { type KeyPair, subjectKeyIdOf } from './keys.ts';
import { EXTENSION, PURPOSE } from './object-identifiers.ts';

/** A key with its certificate; `chain` runs from this certificate to the root. */
export interface Authority {
  readonly key: KeyPair;
  readonly name: DistinguishedName;
  /** The name of the authority above, or its own for a root. */
  readonly issuer: DistinguishedName;
  readonly serial: Uint8Array;
  readonly chain: readonly [Der, ...Der[]];
}

/** A window of validity. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Sixteen random bytes, the top bit clear: a serial number as RFC 5280 section 4.1.2.2 bounds it. */
export function randomSerial(): Uint8Array {
  const bytes = new Uint8Array(randomBytes(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

/** A self-signed root. */
export function createRoot(commonName: string, key: KeyPair, validity: Validity): Authority {
  const extensions = authorityExtensions(key, undefined);
  return issue({ key, name: nameOf(commonName), extensions, validity }, undefined);
}

/** An intermediate that may issue leaves for code signing only. */
export function createIntermediate(
  commonName: string,
  key: KeyPair,
  parent: Authority,
  validity: Validity,
): Authority {
  const extensions = [
    ...authorityExtensions(key, 0),
    { oid: EXTENSION.extendedKeyUsage, value: sequence(objectIdentifier(PURPOSE.codeSigning)) },
    {
      oid: EXTENSION.authorityKeyIdentifier,
      value: authorityKeyIdentifier(subjectKeyIdOf(parent.key.publicKey)),
    },
  ];
  return issue({ key, name: nameOf(commonName), extensions, validity }, parent);
}

/** The leaf of a timestamp authority: its one purpose is critical (RFC 3161 section 2.3). */
export function createTimestampLeaf(
  commonName: string,
  key: KeyPair,
  parent: Authority,
  validity: Validity,
): Authority {
  const extensions = [
    { oid: EXTENSION.keyUsage, critical: true, value: keyUsage('leaf') },
    { oid: EXTENSION.subjectKeyIdentifier, value: octetString(subjectKeyIdOf(key.publicKey)) },
    {
      oid: EXTENSION.authorityKeyIdentifier,
      value: authorityKeyIdentifier(subjectKeyIdOf(parent.key.publicKey)),
    },
    {
      oid: EXTENSION.extendedKeyUsage,
      critical: true,
      value: sequence(objectIdentifier(PURPOSE.timeStamping)),
    },
  ];
  return issue({ key, name: nameOf(commonName), extensions, validity }, parent);
}

interface Request {
  readonly key: KeyPair;
  readonly name: DistinguishedName;
  readonly extensions: readonly Extension[];
  readonly validity: Validity;
}

function issue(request: Request, parent: Authority | undefined): Authority {
  const serial = randomSerial();
  const issuer = parent?.name ?? request.name;
  const certificate = signCertificate(
    {
      serial,
      issuer,
      subject: request.name,
      ...request.validity,
      publicKey: request.key.publicKey,
      extensions: request.extensions,
    },
    (parent?.key ?? request.key).privateKey,
  );
  return {
    key: request.key,
    name: request.name,
    issuer,
    serial,
    chain: [certificate, ...(parent?.chain ?? [])],
  };
}

function authorityExtensions(key: KeyPair, pathLength: number | undefined): Extension[] {
  const constraint = pathLength === undefined ? [] : [integer(pathLength)];
  return [
    { oid: EXTENSION.keyUsage, critical: true, value: keyUsage('authority') },
    { oid: EXTENSION.basicConstraints, critical: true, value: sequence(boolean(true), ...constraint) },
    { oid: EXTENSION.subjectKeyIdentifier, value: octetString(subjectKeyIdOf(key.publicKey)) },
  ];
}

const nameOf = (commonName: string): DistinguishedName => ({ organization: 'sandbox.test', commonName });
