/**
 * An X.509 certificate (RFC 5280) that is taken apart and checked once. @sigstore/core writes a certificate anew for
 * each comparison and verifies each authority's signature again for each bundle: two thirds of the time of a
 * verification (measured). Here the bytes as they were received are kept, which are also what was signed.
 */
import type { KeyObject } from 'node:crypto';
import { ASN1Obj, crypto, X509Certificate } from '@sigstore/core';

/** Place of the public key in a TBSCertificate with a version, RFC 5280 §4.1. */
const PUBLIC_KEY = 6;

/** Immutable: nothing may change `root` after it was made. */
export class KnownCertificate extends X509Certificate {
  /** The whole certificate as it was received. */
  readonly der: Buffer;
  readonly #signedBy = new WeakMap<X509Certificate, boolean>();
  #key: KeyObject | undefined;

  constructor(der: Buffer) {
    const bytes = Buffer.from(der);
    super(parse(bytes));
    this.der = bytes;
  }

  override get publicKey(): Buffer {
    return encoded(this.tbsCertificate, PUBLIC_KEY);
  }

  /** As the library's: by the key of `issuer`, or by its own. False for a signature that does not verify. */
  override verify(issuer: X509Certificate = this): boolean {
    const known = this.#signedBy.get(issuer);
    if (known !== undefined) return known;
    const key = issuer instanceof KnownCertificate ? issuer.key() : crypto.createPublicKey(issuer.publicKey);
    const signed = crypto.verify(encoded(this.root, 0), key, this.signatureValue, this.signatureAlgorithm);
    this.#signedBy.set(issuer, signed);
    return signed;
  }

  override equals(other: X509Certificate): boolean {
    if (other === this) return true;
    return this.der.equals(other instanceof KnownCertificate ? other.der : other.root.toDER());
  }

  /** One that may be changed: the check of SCTs takes an extension out of it. */
  override clone(): X509Certificate {
    return new X509Certificate(parse(Buffer.from(this.der)));
  }

  /** Of the subject. Throws for a key that the platform cannot read. */
  key(): KeyObject {
    this.#key ??= crypto.createPublicKey(this.publicKey);
    return this.#key;
  }
}

/**
 * The library tries octet strings as structures, and throws and catches an error for each that is none: a tenth of the
 * time of a verification goes into stack traces that nobody reads (measured).
 */
function parse(der: Buffer<ArrayBuffer>): ASN1Obj {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return ASN1Obj.parseBuffer(der);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The bytes of a part as they were received, with tag and length: from the end of the part before it to its own end. */
function encoded(whole: ASN1Obj, index: number): Buffer {
  const [part, before] = [whole.subs[index], whole.subs[index - 1]];
  if (!part) throw new TypeError('the certificate is incomplete');
  const start = before ? endOf(before) : whole.value.byteOffset;
  return whole.value.subarray(start - whole.value.byteOffset, endOf(part) - whole.value.byteOffset);
}

function endOf({ value }: ASN1Obj): number {
  return value.byteOffset + value.length;
}
