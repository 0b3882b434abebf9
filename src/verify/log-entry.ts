/**
 * Binds a transparency log entry to the bundle's certificate (trust rule T11). @sigstore/verify compares signature and
 * digest with the entry's body; that the entry names *this* certificate it leaves open. Entry kinds: Rekor v1 dsse
 * 0.0.1, intoto 0.0.2, hashedrekord 0.0.1; Rekor v2 hashedrekord 0.0.2 and dsse 0.0.2.
 */
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { pem } from '@sigstore/core';
import { member, parseJson } from '../formats/json.ts';
import type { Json } from '../model/statement.ts';

/** True when every verifier that the entry's body names is exactly this leaf (DER). */
export function entryNamesCertificate(entry: TransparencyLogEntry, leaf: Buffer): boolean {
  const body = parseJson(entry.canonicalizedBody, 'the log entry', 'CUSTODY-403');
  const verifiers = verifiersOf(
    `${entry.kindVersion.kind}/${entry.kindVersion.version}`,
    member(body, 'spec'),
  );
  return verifiers.length > 0 && verifiers.every((verifier) => verifier?.equals(leaf));
}

/** Whether a log of version 2 made the entry: such a log gives no time, whatever the entry says. */
export function isRekorV2({ kindVersion: { kind, version } }: TransparencyLogEntry): boolean {
  return version === '0.0.2' && kind !== 'intoto';
}

function verifiersOf(kind: string, spec: Json | undefined): readonly (Buffer | undefined)[] {
  switch (kind) {
    case 'dsse/0.0.1':
      return list(member(spec, 'signatures')).map((signature) => fromPem(member(signature, 'verifier')));
    case 'intoto/0.0.2':
      return list(at(spec, 'content', 'envelope', 'signatures')).map((signature) =>
        fromPem(member(signature, 'publicKey')),
      );
    case 'hashedrekord/0.0.1':
      return [fromPem(at(spec, 'signature', 'publicKey', 'content'))];
    case 'hashedrekord/0.0.2':
      return [fromDer(at(spec, 'hashedRekordV002', 'signature', 'verifier', 'x509Certificate', 'rawBytes'))];
    case 'dsse/0.0.2':
      return list(at(spec, 'dsseV002', 'signatures')).map((signature) =>
        fromDer(at(signature, 'verifier', 'x509Certificate', 'rawBytes')),
      );
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

/** Base64 of a PEM certificate. */
function fromPem(value: Json | undefined): Buffer | undefined {
  if (typeof value !== 'string') return undefined;
  const text = Buffer.from(value, 'base64').toString('latin1');
  return text.includes('-----BEGIN CERTIFICATE-----') ? pem.toDER(text) : undefined;
}

/** Base64 of a DER certificate. */
function fromDer(value: Json | undefined): Buffer | undefined {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
}
