/**
 * The leaf certificate: one clear identity, or none (trust rules T3, T9). Extensions:
 * https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md; SAN and EKU: RFC 5280 §4.2.1.6, §4.2.1.12.
 */
import { ASN1Obj, type X509Certificate } from '@sigstore/core';
import { checkDer } from '../formats/der.ts';
import type { Refusal } from '../model/finding.ts';
import type { CertificateClaims } from '../model/identity.ts';

const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const FULCIO = '1.3.6.1.4.1.57264.1.';
/** GeneralName's choice number for a URI. */
const URI_NAME = 6;
const EMAIL_NAME = 1;
const UTF8_STRING = 0x0c;

/** Last arc of Fulcio's extensions → name. .1–.7 are the deprecated raw forms. */
const claimNames: Readonly<Record<number, keyof CertificateClaims>> = {
  8: 'issuer',
  9: 'buildSignerUri',
  10: 'buildSignerDigest',
  11: 'runnerEnvironment',
  12: 'sourceRepositoryUri',
  13: 'sourceRepositoryDigest',
  14: 'sourceRepositoryRef',
  15: 'sourceRepositoryIdentifier',
  16: 'sourceRepositoryOwnerUri',
  17: 'sourceRepositoryOwnerIdentifier',
  18: 'buildConfigUri',
  19: 'buildConfigDigest',
  20: 'buildTrigger',
  21: 'runInvocationUri',
  22: 'sourceRepositoryVisibility',
  23: 'deploymentEnvironment',
  24: 'tokenSubject',
};

export interface CertificateIdentity {
  /** The one URI in the SAN; where people may sign too, it can be an e-mail address. */
  readonly uri: string;
  readonly claims: CertificateClaims;
}

/**
 * Reads who a certificate speaks for. Whether it is trusted is decided elsewhere.
 * @param who `workflow`: the name must be a URI; `anyone`: it may be the e-mail address of a person
 */
export function readIdentity(
  certificate: X509Certificate,
  who: 'workflow' | 'anyone' = 'workflow',
): CertificateIdentity | Refusal {
  const extensions = new Map<string, Buffer>();
  for (const extension of certificate.extensions) {
    const oid = extension.subs[0]?.toOID() ?? '';
    if (extensions.has(oid)) return unclear(`the extension ${oid} stands in it twice`);
    extensions.set(oid, extension.subs.at(-1)?.value ?? Buffer.alloc(0));
  }
  if (!isForCodeSigning(extensions.get(EXTENDED_KEY_USAGE))) {
    return refuse(
      'CUSTODY-422',
      'the certificate is not for code signing',
      'Extended Key Usage codeSigning',
      'another or none',
    );
  }
  const kinds = who === 'workflow' ? [URI_NAME] : [URI_NAME, EMAIL_NAME];
  const uri = onlyName(extensions.get(SUBJECT_ALTERNATIVE_NAME), kinds);
  if (typeof uri !== 'string') return uri;
  const claims: Record<string, string> = {};
  for (const [arc, name] of Object.entries(claimNames)) {
    const value = extensions.get(FULCIO + arc);
    if (value === undefined) continue;
    const text = utf8String(value);
    if (text === undefined) return unclear(`the extension ${FULCIO}${arc} is not a DER UTF8String`);
    claims[name] = text;
  }
  const older = extensions.get(`${FULCIO}1`)?.toString('utf8');
  if (older !== undefined && older !== claims['issuer']) {
    return unclear(`it names two issuers, ${older} and ${claims['issuer'] ?? 'none'}`);
  }
  return { uri, claims };
}

function onlyName(value: Buffer | undefined, kinds: readonly number[]): string | Refusal {
  const names = value === undefined ? [] : elementsOf(value);
  const [name] = names;
  if (!name || names.length !== 1)
    return unclear(`it has ${names.length} subject alternative names, not one`);
  if (!kinds.some((kind) => name.tag.isContextSpecific(kind)))
    return unclear('its subject alternative name is not a URI');
  return name.value.toString('utf8');
}

function isForCodeSigning(value: Buffer | undefined): boolean {
  return value !== undefined && elementsOf(value).some((usage) => usage.toOID() === CODE_SIGNING);
}

/** Checked anew: as the value of a BIT STRING it was not looked into when the certificate was. */
function elementsOf(value: Buffer): readonly ASN1Obj[] {
  checkDer(value, 'an extension of the certificate');
  return ASN1Obj.parseBuffer(Buffer.from(value)).subs;
}

/** Strict: one UTF8String, definite minimal length, nothing behind it. */
function utf8String(der: Buffer): string | undefined {
  const [tag, first = 0] = der;
  const long = first === 0x81 ? 1 : first === 0x82 ? 2 : 0;
  const length = long === 0 ? first : long === 1 ? (der[2] ?? 0) : der.length < 4 ? 0 : der.readUInt16BE(2);
  const minimal = long === 0 ? first < 0x80 : long === 1 ? length >= 0x80 : length >= 0x100;
  const content = der.subarray(2 + long);
  if (tag !== UTF8_STRING || !minimal || content.length !== length) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

function unclear(reason: string): Refusal {
  return refuse(
    'CUSTODY-423',
    `the certificate does not state one clear identity: ${reason}`,
    'one URI and each extension once',
    reason,
  );
}

function refuse(code: Refusal['code'], message: string, expected: string, found: string): Refusal {
  return {
    code,
    message,
    expected,
    found,
    hint: 'Fulcio issues no such certificate for a workflow. Treat this bundle as made by someone else.',
  };
}
