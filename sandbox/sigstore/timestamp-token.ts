/**
 * Timestamp responses: a TSTInfo (RFC 3161 section 2.4.2) in CMS signed data (RFC 5652 section 5), the
 * signer's certificate bound by ESSCertIDv2 (RFC 5816).
 */
import { type Authority, randomSerial } from './authorities.ts';
import { encodeName, signatureAlgorithmOf } from './certificate.ts';
import {
  certificateTime,
  type Der,
  element,
  explicit,
  generalizedTime,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  unsignedInteger,
} from './der.ts';
import { digest, digestOfKey, type KeyPair, sha256, signWith } from './keys.ts';
import { ALGORITHM, MESSAGE, TIMESTAMP_POLICY } from './object-identifiers.ts';
import type { TimestampRequest } from './timestamp-request.ts';

/** Seconds that the time may be off. */
const ACCURACY = 1;

/**
 * A granted TimeStampResp in DER. `time` loses its fraction: some readers take exactly three digits or none.
 * `signer` differs from the authority's own key only where a test wants a signature that does not verify.
 */
export function timestampResponse(
  request: TimestampRequest,
  authority: Authority,
  time: Date,
  signer: KeyPair,
): Der {
  const info = timestampInfo(request, time);
  const token = sequence(
    objectIdentifier(MESSAGE.signedData),
    explicit(0, signedData(info, request, authority, time, signer)),
  );
  return sequence(sequence(integer(0)), token);
}

function timestampInfo(request: TimestampRequest, time: Date): Der {
  const identifier = sequence(objectIdentifier(ALGORITHM[request.algorithm]), nullValue());
  return sequence(
    integer(1),
    objectIdentifier(TIMESTAMP_POLICY),
    sequence(identifier, octetString(request.imprint)),
    unsignedInteger(randomSerial()),
    generalizedTime(time),
    sequence(integer(ACCURACY)),
    ...(request.nonce === undefined ? [] : [element(0x02, request.nonce)]),
  );
}

function signedData(
  info: Der,
  request: TimestampRequest,
  authority: Authority,
  time: Date,
  signer: KeyPair,
): Der {
  const [leaf] = authority.chain;
  return sequence(
    integer(3),
    setOf(digestIdentifier(authority)),
    sequence(objectIdentifier(MESSAGE.timestampInfo), explicit(0, octetString(info))),
    ...(request.certificates ? [element(0xa0, leaf)] : []),
    setOf(signerInfo(info, authority, time, signer)),
  );
}

function signerInfo(info: Der, authority: Authority, time: Date, signer: KeyPair): Der {
  const attributes = setOf(
    attribute(MESSAGE.contentType, objectIdentifier(MESSAGE.timestampInfo)),
    attribute(MESSAGE.signingTime, certificateTime(time)),
    attribute(MESSAGE.messageDigest, octetString(digest(digestName(authority), info))),
    attribute(MESSAGE.signingCertificateV2, sequence(sequence(certificateId(authority)))),
  );
  return sequence(
    integer(1),
    sequence(encodeName(authority.issuer), unsignedInteger(authority.serial)),
    digestIdentifier(authority),
    // The attributes are signed as a SET and stored under [0] IMPLICIT (RFC 5652 section 5.4).
    new Uint8Array([0xa0, ...attributes.subarray(1)]),
    signatureAlgorithmOf(signer.privateKey),
    octetString(signWith(signer.privateKey, attributes)),
  );
}

/** ESSCertIDv2 with its default digest, SHA-256, and the issuer and serial number. */
function certificateId(authority: Authority): Der {
  const issuer = sequence(explicit(4, encodeName(authority.issuer)));
  return sequence(
    octetString(sha256(authority.chain[0])),
    sequence(issuer, unsignedInteger(authority.serial)),
  );
}

const attribute = (oid: string, value: Der): Der => sequence(objectIdentifier(oid), setOf(value));

const digestIdentifier = (authority: Authority): Der =>
  sequence(objectIdentifier(ALGORITHM[digestName(authority)]));

const digestName = (authority: Authority): 'sha256' | 'sha384' =>
  digestOfKey(authority.key.publicKey) ?? 'sha256';
