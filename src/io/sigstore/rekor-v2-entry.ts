/**
 * A Rekor v2 log's answer: a `TransparencyLogEntry` in JSON, read strictly and compared with what was to be logged
 * (trust rule T11). Shape: https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_rekor.proto.
 */
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { base64 } from '../../formats/base64.ts';
import { member, parseJsonObject, textAt } from '../../formats/json.ts';
import type { SigningAlgorithm } from '../../formats/signing-algorithm.ts';
import type { Json } from '../../model/statement.ts';
import { wholeProof } from './inclusion-proof.ts';

/** What the entry must be about. */
export interface Recorded {
  /** How the certificate's key signs. */
  readonly algorithm: SigningAlgorithm;
  /** Of what was signed, by that algorithm. */
  readonly digest: Buffer;
  readonly signature: Buffer;
  /** DER of the leaf. */
  readonly certificate: Buffer;
}

const KIND = 'hashedrekord';
const VERSION = '0.0.2';

/** @returns the entry, or in words what is wrong with the answer */
export function readEntry(answer: Json, recorded: Recorded): TransparencyLogEntry | string {
  const canonicalizedBody = base64(textAt(answer, 'canonicalizedBody'));
  if (!canonicalizedBody) return 'an entry without a body';
  const kind = `${textAt(answer, 'kindVersion', 'kind')} ${textAt(answer, 'kindVersion', 'version')}`;
  if (kind !== `${KIND} ${VERSION}` || !isAbout(canonicalizedBody, recorded))
    return 'an entry about something else';
  const keyId = base64(textAt(answer, 'logId', 'keyId'));
  const logIndex = decimal(member(answer, 'logIndex'));
  const inclusionProof = proofOf(member(answer, 'inclusionProof'));
  if (!keyId || !logIndex || !inclusionProof) return 'an entry without a whole proof';
  return recordedEntry({ keyId, logIndex, inclusionProof, canonicalizedBody });
}

/** What tells one entry from another. */
interface EntryParts extends Pick<TransparencyLogEntry, 'logIndex' | 'inclusionProof' | 'canonicalizedBody'> {
  readonly keyId: Buffer;
}

export function recordedEntry({ keyId, ...parts }: EntryParts): TransparencyLogEntry {
  return {
    ...parts,
    logId: { keyId },
    kindVersion: { kind: KIND, version: VERSION },
    // Such a log knows no time; what it says of one is to be ignored.
    integratedTime: '0',
    inclusionPromise: undefined,
  };
}

/** The bytes that the log enters: JSON in the form of RFC 8785, whose keys are in order. */
export function canonicalBody({ algorithm, digest, signature, certificate }: Recorded): Buffer {
  const verifier = {
    keyDetails: algorithm.keyDetails,
    x509Certificate: { rawBytes: certificate.toString('base64') },
  };
  const hashedRekordV002 = {
    data: { algorithm: algorithm.hashAlgorithm, digest: digest.toString('base64') },
    signature: { content: signature.toString('base64'), verifier },
  };
  return Buffer.from(JSON.stringify({ apiVersion: VERSION, kind: KIND, spec: { hashedRekordV002 } }));
}

function isAbout(body: Buffer, { algorithm, digest, signature, certificate }: Recorded): boolean {
  try {
    const record = parseJsonObject(body, 'the body');
    const spec = member(member(record, 'spec'), 'hashedRekordV002');
    const bytesAt = (...path: readonly string[]) => base64(textAt(spec, ...path));
    return (
      record['kind'] === KIND &&
      record['apiVersion'] === VERSION &&
      textAt(spec, 'data', 'algorithm') === algorithm.hashAlgorithm &&
      bytesAt('data', 'digest')?.equals(digest) === true &&
      bytesAt('signature', 'content')?.equals(signature) === true &&
      textAt(spec, 'signature', 'verifier', 'keyDetails') === algorithm.keyDetails &&
      bytesAt('signature', 'verifier', 'x509Certificate', 'rawBytes')?.equals(certificate) === true
    );
  } catch {
    return false;
  }
}

function proofOf(proof: Json | undefined): TransparencyLogEntry['inclusionProof'] {
  const treeSize = decimal(member(proof, 'treeSize'));
  const parts = {
    logIndex: decimal(member(proof, 'logIndex')),
    treeSize: treeSize === '0' ? undefined : treeSize,
    rootHash: base64(textAt(proof, 'rootHash')),
    checkpoint: textAt(proof, 'checkpoint', 'envelope'),
    // A tree of one entry has no hashes, and a list of none may be left out.
    hashes: member(proof, 'hashes') ?? [],
  };
  return wholeProof(parts, base64);
}

/** A 64-bit number in JSON of protocol buffers: text, or a number, and nothing at all for zero. */
function decimal(value: Json | undefined): string | undefined {
  if (value === undefined) return '0';
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && /^(?:0|[1-9][0-9]{0,18})$/.test(text) ? text : undefined;
}
