/**
 * What a timestamp authority is asked: a TimeStampReq in DER (RFC 3161 section 2.4.1), or the JSON form of
 * Sigstore's timestamp authority.
 */
import { type DerElement, readChildren, readElement, readObjectIdentifier } from './der-read.ts';
import { base64Of, parseJson, stringOf } from './json.ts';
import { ALGORITHM } from './object-identifiers.ts';

export type ImprintAlgorithm = 'sha256' | 'sha384' | 'sha512';

export interface TimestampRequest {
  readonly algorithm: ImprintAlgorithm;
  /** Digest of the data to be timestamped. */
  readonly imprint: Uint8Array;
  /** Content of the nonce's INTEGER, to be returned byte for byte. */
  readonly nonce?: Uint8Array;
  /** Whether the token shall carry the authority's certificate. */
  readonly certificates: boolean;
}

const IMPRINT_BYTES: Readonly<Record<ImprintAlgorithm, number>> = { sha256: 32, sha384: 48, sha512: 64 };
const ALGORITHMS = ['sha256', 'sha384', 'sha512'] as const;

/** Reads a DER request; throws RangeError for one that is malformed or uses a weak digest. */
export function parseTimestampQuery(bytes: Uint8Array): TimestampRequest {
  const [version, messageImprint, ...options] = readChildren(readElement(bytes));
  if (version?.tag !== 0x02 || version.content[0] !== 1) throw new RangeError('request version must be 1');
  if (messageImprint === undefined) throw new RangeError('request without a message imprint');
  const [identifier, imprint] = readChildren(messageImprint);
  const oid = readObjectIdentifier(identifier && readChildren(identifier)[0]);
  const algorithm = ALGORITHMS.find((name) => ALGORITHM[name] === oid);
  const nonce = options.find((option) => option.tag === 0x02)?.content;
  return checked({
    algorithm,
    imprint: imprint?.tag === 0x04 ? imprint.content : new Uint8Array(),
    ...(nonce === undefined ? {} : { nonce }),
    certificates: options.some(isTrue),
  });
}

const isTrue = (option: DerElement): boolean => option.tag === 0x01 && option.content[0] === 0xff;

/** Reads a JSON request: `artifactHash` (base64), `hashAlgorithm`, `nonce` (number), `certificates`. */
export function parseTimestampJson(bytes: Uint8Array): TimestampRequest {
  const body = parseJson(bytes);
  const { nonce, certificates } = body;
  if (nonce !== undefined && (!Number.isSafeInteger(nonce) || Number(nonce) < 0)) {
    throw new RangeError('nonce must be a whole number');
  }
  const name = stringOf(body['hashAlgorithm'], 'hashAlgorithm');
  return checked({
    algorithm: ALGORITHMS.find((algorithm) => algorithm === name),
    imprint: base64Of(body['artifactHash'], 'artifactHash'),
    ...(nonce === undefined ? {} : { nonce: integerContent(Number(nonce)) }),
    certificates: certificates === true,
  });
}

type Unchecked = Omit<TimestampRequest, 'algorithm'> & { readonly algorithm: ImprintAlgorithm | undefined };

function checked(request: Unchecked): TimestampRequest {
  const { algorithm } = request;
  if (algorithm === undefined) throw new RangeError('weak or unknown hash algorithm');
  if (request.imprint.length !== IMPRINT_BYTES[algorithm])
    throw new RangeError('imprint has the wrong length');
  return { ...request, algorithm };
}

function integerContent(value: number): Uint8Array {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return new Uint8Array((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), bytes]) : bytes);
}
