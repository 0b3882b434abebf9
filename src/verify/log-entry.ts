/**
 * Binds a transparency log entry to the bundle's certificate (trust rule T11). @sigstore/verify compares signature and
 * digest with the entry's body; that the entry names *this* certificate, or key, it leaves open. Entry kinds: Rekor v1 dsse
 * 0.0.1, intoto 0.0.2, hashedrekord 0.0.1; Rekor v2 hashedrekord 0.0.2 and dsse 0.0.2. Nor does it compare the digest that
 * a hashedrekord 0.0.2 names with the one that the key signs with.
 */
import type { KeyObject } from 'node:crypto';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { pem } from '@sigstore/core';
import { member, parseJson, textAt } from '../formats/json.ts';
import { signingAlgorithm } from '../formats/signing-algorithm.ts';
import type { Json } from '../model/statement.ts';

/** How an entry may name who signed: the label of a PEM, or the member of a Rekor v2 verifier. */
interface Form {
  readonly label: string;
  readonly member: string;
}

const forms = {
  certificate: { label: 'CERTIFICATE', member: 'x509Certificate' },
  key: { label: 'PUBLIC KEY', member: 'publicKey' },
} as const satisfies Record<string, Form>;

/** Whom the entry has to name, and how that one signs. */
export interface LoggedSigner {
  readonly kind: keyof typeof forms;
  /** The leaf, or the SubjectPublicKeyInfo of a plain key. */
  readonly der: Buffer;
  readonly key: KeyObject;
}

/**
 * @returns what the entry's body names differently, `undefined` when every verifier that it names is exactly this signer
 *   and the digest is the one that the key signs with
 */
export function difference(
  entry: TransparencyLogEntry,
  { kind, der, key }: LoggedSigner,
): string | undefined {
  const body = parseJson(entry.canonicalizedBody, 'the log entry', 'CUSTODY-403');
  const stated = `${entry.kindVersion.kind}/${entry.kindVersion.version}`;
  const verifiers = verifiersOf(stated, member(body, 'spec'), forms[kind]);
  if (verifiers.length === 0 || !verifiers.every((verifier) => verifier?.equals(der))) return kind;
  if (stated !== 'hashedrekord/0.0.2' || hashesAs(at(body, 'spec', 'hashedRekordV002'), key))
    return undefined;
  return 'digest algorithm';
}

const digestLength = { sha256: 32, sha384: 48, sha512: 64 } as const;

/**
 * Such a log takes the digest of `keyDetails` alone, and `keyDetails` of the key
 * (https://github.com/sigstore/rekor-tiles/blob/main/CLIENTS.md).
 */
function hashesAs(record: Json | undefined, key: KeyObject): boolean {
  const own = signingAlgorithm(key);
  return (
    own !== undefined &&
    textAt(record, 'data', 'algorithm') === own.hashAlgorithm &&
    fromBase64(at(record, 'data', 'digest'))?.length === digestLength[own.digest] &&
    textAt(record, 'signature', 'verifier', 'keyDetails') === own.keyDetails
  );
}

/** Whether a log of version 2 made the entry: such a log gives no time, whatever the entry says. */
export function isRekorV2({ kindVersion: { kind, version } }: TransparencyLogEntry): boolean {
  return version === '0.0.2' && kind !== 'intoto';
}

function verifiersOf(kind: string, spec: Json | undefined, form: Form): readonly (Buffer | undefined)[] {
  const fromVerifier = (value: Json | undefined) =>
    fromBase64(at(value, 'verifier', form.member, 'rawBytes'));
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

/** Base64 of bytes. */
function fromBase64(value: Json | undefined): Buffer | undefined {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
}
