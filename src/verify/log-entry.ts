/**
 * Binds a transparency log entry to the bundle's certificate (trust rule T11). @sigstore/verify compares signature and
 * digest with the entry's body; that the entry names *this* certificate, or key, it leaves open. Entry kinds: Rekor v1 dsse
 * 0.0.1, intoto 0.0.2, hashedrekord 0.0.1; Rekor v2 hashedrekord 0.0.2 and dsse 0.0.2.
 */
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { pem } from '@sigstore/core';
import { member, parseJson } from '../formats/json.ts';
import type { Json } from '../model/statement.ts';

/** How an entry may name who signed: the label of a PEM, or the member of a Rekor v2 verifier. */
interface Form {
  readonly label: string;
  readonly member: string;
}

type NamesSigner = (entry: TransparencyLogEntry) => boolean;

/** True when every verifier that the entry's body names is exactly this leaf (DER). */
export function entryNamesCertificate(leaf: Buffer): NamesSigner {
  return (entry) => namesOnly(entry, leaf, { label: 'CERTIFICATE', member: 'x509Certificate' });
}

/** True when every verifier that the entry's body names is exactly this public key (SubjectPublicKeyInfo, DER). */
export function entryNamesKey(key: Buffer): NamesSigner {
  return (entry) => namesOnly(entry, key, { label: 'PUBLIC KEY', member: 'publicKey' });
}

function namesOnly(entry: TransparencyLogEntry, signer: Buffer, form: Form): boolean {
  const body = parseJson(entry.canonicalizedBody, 'the log entry', 'CUSTODY-403');
  const verifiers = verifiersOf(
    `${entry.kindVersion.kind}/${entry.kindVersion.version}`,
    member(body, 'spec'),
    form,
  );
  return verifiers.length > 0 && verifiers.every((verifier) => verifier?.equals(signer));
}

/** Whether a log of version 2 made the entry: such a log gives no time, whatever the entry says. */
export function isRekorV2({ kindVersion: { kind, version } }: TransparencyLogEntry): boolean {
  return version === '0.0.2' && kind !== 'intoto';
}

function verifiersOf(kind: string, spec: Json | undefined, form: Form): readonly (Buffer | undefined)[] {
  const fromVerifier = (value: Json | undefined) => fromDer(at(value, 'verifier', form.member, 'rawBytes'));
  switch (kind) {
    case 'dsse/0.0.1':
      return list(member(spec, 'signatures')).map((signature) =>
        fromPem(member(signature, 'verifier'), form),
      );
    case 'intoto/0.0.2':
      return list(at(spec, 'content', 'envelope', 'signatures')).map((signature) =>
        fromPem(member(signature, 'publicKey'), form),
      );
    case 'hashedrekord/0.0.1':
      return [fromPem(at(spec, 'signature', 'publicKey', 'content'), form)];
    case 'hashedrekord/0.0.2':
      return [fromVerifier(at(spec, 'hashedRekordV002', 'signature'))];
    case 'dsse/0.0.2':
      return list(at(spec, 'dsseV002', 'signatures')).map(fromVerifier);
    default:
      return [];
  }
}

function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce(member, value);
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** Base64 of a PEM. */
function fromPem(value: Json | undefined, { label }: Form): Buffer | undefined {
  if (typeof value !== 'string') return undefined;
  const text = Buffer.from(value, 'base64').toString('latin1');
  return text.includes(`-----BEGIN ${label}-----`) ? pem.toDER(text) : undefined;
}

/** Base64 of DER. */
function fromDer(value: Json | undefined): Buffer | undefined {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
}
