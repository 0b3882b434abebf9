/**
 * First step of the verifier: proves signature, certificate, log and time of one bundle under one trust root, and
 * nothing about whether that signer is wanted. Private to this folder; the only way in from outside is `judge`.
 * Follows the Sigstore client specification (https://github.com/sigstore/architecture-docs/blob/main/client-spec.md §4).
 */
import type { KeyObject } from 'node:crypto';
import { type Bundle, type BundleWithDsseEnvelope, bundleFromJSON } from '@sigstore/bundle';
import { type SignedEntity, VerificationError, Verifier } from '@sigstore/verify';
import { checkDer } from '../formats/der.ts';
import { parseJsonObject } from '../formats/json.ts';
import { parseStatement, type SignedStatement } from '../formats/statement.ts';
import { Fault } from '../model/fault.ts';
import type { Refusal } from '../model/finding.ts';
import { limits } from '../model/limits.ts';
import type { TrustRoot } from '../model/requirement.ts';
import { STATEMENT_PAYLOAD_TYPE } from '../model/statement.ts';
import { type CertificateIdentity, readIdentity } from './certificate.ts';
import { KnownCertificate } from './known-certificate.ts';
import { difference, type LoggedSigner } from './log-entry.ts';
import { keyMaterial, trustMaterial } from './roots.ts';
import { dsseContent } from './signature.ts';
import { refusalOf } from './sigstore-errors.ts';
import { checkTimes, noTime, type StatedTimes, statedTimes } from './stated-times.ts';
import { checkForm } from './well-formed.ts';

declare const proven: unique symbol;

/** What a bundle says, once everything about its signature is proven. Only `authenticate` makes one. */
export interface Authentic {
  readonly [proven]: true;
  readonly identity: CertificateIdentity;
  readonly statement: SignedStatement;
  /** Every trusted time, earliest first. */
  readonly times: readonly [Date, ...Date[]];
}

/**
 * @param bytes one Sigstore bundle, JSON
 * @param now times after it are refused
 * @throws Fault `CUSTODY-403`, `-404`, `-406`, `-407`: the bundle cannot be read, so that nothing was decided
 */
export function authenticate(bytes: Uint8Array, root: TrustRoot, now: Date): Authentic | Refusal {
  const bundle = readBundle(bytes);
  if (!isStatementBundle(bundle)) return notAStatement();
  const leaf = leafOf(bundle);
  if (!leaf)
    return refuse(
      'CUSTODY-422',
      'the bundle is signed with a key, not with a certificate',
      'a Fulcio certificate',
      'a public key',
    );
  const identity = structural(() => readIdentity(leaf));
  if ('code' in identity) return identity;
  const content = dsseContent(bundle.content.dsseEnvelope);
  const times = prove(bundle, { content, by: { kind: 'certificate', certificate: leaf } }, root, now);
  if ('code' in times) return times;
  const statement = parseStatement(bundle.content.dsseEnvelope.payload);
  return { identity, statement, times } as Omit<Authentic, typeof proven> as Authentic;
}

/** A signature, and whose it must be. */
export interface Signed {
  readonly content: SignedEntity['signature'];
  readonly by: SigningCertificate | { readonly kind: 'key'; readonly key: KeyObject };
}

interface SigningCertificate {
  readonly kind: 'certificate';
  readonly certificate: KnownCertificate;
}

/**
 * Proves the signature, who made it, the log entries and the times; what was signed is another question.
 * @returns every trusted time, earliest first
 */
export function prove(
  bundle: Bundle,
  signed: Signed,
  root: TrustRoot,
  now: Date,
): readonly [Date, ...Date[]] | Refusal {
  const stated = structural(() => statedTimes(bundle));
  const { times } = stated;
  const refusal =
    verifySigstore(bundle, stated, signed, root) ??
    bindLog(bundle, signed, root, times) ??
    checkTimes(times, now);
  if (refusal) return refusal;
  const [first, ...rest] = times.toSorted((a, b) => a.getTime() - b.getTime());
  return first ? [first, ...rest] : noTime();
}

/** One bundle, taken apart. Throws Fault as `authenticate`. */
export function readBundle(bytes: Uint8Array): Bundle {
  if (bytes.length > limits.bundleBytes) throw past('bytes', bytes.length, limits.bundleBytes);
  const document = parseJsonObject(bytes, 'the bundle', 'CUSTODY-403');
  const bundle = structural(() => bundleFromJSON(document));
  const { tlogEntries, timestampVerificationData } = bundle.verificationMaterial;
  const timestamps = timestampVerificationData?.rfc3161Timestamps.length ?? 0;
  if (tlogEntries.length > limits.logEntries)
    throw past('log entries', tlogEntries.length, limits.logEntries);
  if (timestamps > limits.timestamps) throw past('timestamps', timestamps, limits.timestamps);
  checkMaterial(bundle);
  structural(() => checkForm(document, bundle));
  return bundle;
}

/** All DER that a bundle brings, before anything takes it apart (trust rule T24). */
function checkMaterial({ verificationMaterial: { content, timestampVerificationData } }: Bundle): void {
  const certificates = certificatesOf(content);
  if (certificates.length > limits.certificates)
    throw past('certificates', certificates.length, limits.certificates);
  for (const { rawBytes } of certificates) checkDer(rawBytes, 'the certificate');
  for (const { signedTimestamp } of timestampVerificationData?.rfc3161Timestamps ?? [])
    checkDer(signedTimestamp, 'the timestamp');
}

type Certificates = readonly { readonly rawBytes: Uint8Array }[];

function certificatesOf(content: Bundle['verificationMaterial']['content']): Certificates {
  switch (content.$case) {
    case 'publicKey':
      return [];
    case 'certificate':
      return [content.certificate];
    case 'x509CertificateChain':
      return content.x509CertificateChain.certificates;
  }
}

/** Anything thrown while a structure is taken apart means that it is malformed. */
export function structural<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault(
      'CUSTODY-403',
      `the bundle is malformed: ${cause instanceof Error ? cause.message : 'unreadable'}`,
      {
        hint: 'Fetch the bundle again; if it stays so, ask the tool that made it for a Sigstore bundle v0.1 to v0.3.',
        cause,
      },
    );
  }
}

export function isStatementBundle(bundle: Bundle): bundle is BundleWithDsseEnvelope {
  if (bundle.content.$case !== 'dsseEnvelope') return false;
  return bundle.content.dsseEnvelope.payloadType === STATEMENT_PAYLOAD_TYPE;
}

/** The certificate that a bundle brings; `undefined` where it is signed with a key. */
export function leafOf(bundle: Bundle): KnownCertificate | undefined {
  const material = bundle.verificationMaterial.content;
  switch (material.$case) {
    case 'publicKey':
      return undefined;
    case 'certificate':
      return structural(() => new KnownCertificate(material.certificate.rawBytes));
    case 'x509CertificateChain':
      return structural(
        () =>
          new KnownCertificate(material.x509CertificateChain.certificates[0]?.rawBytes ?? Buffer.alloc(0)),
      );
  }
}

function verifySigstore(
  bundle: Bundle,
  stated: StatedTimes,
  signed: Signed,
  root: TrustRoot,
): Refusal | undefined {
  const { scts, logEntries, times } = root.profile;
  const thresholds = { ctlogThreshold: scts, tlogThreshold: logEntries, timestampThreshold: times };
  try {
    const material = signed.by.kind === 'key' ? keyMaterial(root, signed.by.key) : trustMaterial(root);
    new Verifier(material, thresholds).verify(signedEntity(bundle, stated, signed));
    return undefined;
  } catch (error) {
    if (error instanceof VerificationError) return refusalOf(error, root.name);
    return structural(() => {
      throw error;
    });
  }
}

function signedEntity(
  { verificationMaterial: { tlogEntries } }: Bundle,
  { timestamps }: StatedTimes,
  { content, by }: Signed,
): SignedEntity {
  return {
    signature: content,
    key: by.kind === 'key' ? { $case: 'public-key', hint: '' } : { $case: 'certificate', ...by },
    tlogEntries,
    timestamps,
  };
}

/**
 * What @sigstore/verify leaves open about the log: that the entry names this certificate and its digest (T11), and that
 * the key which signed a checkpoint was valid at the trusted times (T9; a promise's key it does check).
 */
function bindLog(
  bundle: Bundle,
  { by }: Signed,
  root: TrustRoot,
  times: readonly Date[],
): Refusal | undefined {
  const signer = loggedSigner(by);
  for (const entry of bundle.verificationMaterial.tlogEntries) {
    const other = difference(entry, signer);
    if (other !== undefined) {
      const message = `the log entry names another ${other} than the bundle`;
      return refuse('CUSTODY-427', message, `this ${other}`, 'another');
    }
    const logs = trustMaterial(root).tlogs.filter((log) => log.logID.equals(entry.logId.keyId));
    const valid = logs.some(({ validFor }) =>
      times.every((time) => validFor.start <= time && time <= validFor.end),
    );
    if (!valid) {
      return refuse(
        'CUSTODY-426',
        'the log key was not valid when this was signed',
        'a time within the validity of the key',
        'outside',
      );
    }
  }
  return undefined;
}

function loggedSigner(by: Signed['by']): LoggedSigner {
  if (by.kind === 'key') return { ...by, der: by.key.export({ type: 'spki', format: 'der' }) };
  return { kind: by.kind, der: by.certificate.der, key: structural(() => by.certificate.key()) };
}

export function notAStatement(): Refusal {
  const expected = `a signature over ${STATEMENT_PAYLOAD_TYPE}`;
  return refuse(
    'CUSTODY-428',
    'the bundle does not carry a signed in-toto statement',
    expected,
    'something else',
  );
}

function refuse(code: Refusal['code'], message: string, expected: string, found: string): Refusal {
  const hint =
    'Do not use what this bundle says. If it should be good, fetch it again from where it was stored.';
  return { code, message, expected, found, hint };
}

function past(what: string, found: number, limit: number): Fault {
  return new Fault('CUSTODY-404', `the bundle has ${found} ${what}; the limit is ${limit}`, {
    hint: 'No bundle of a Sigstore client comes near this limit. Ask where this one comes from.',
  });
}
