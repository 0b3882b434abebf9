/**
 * An X.509 certificate (RFC 5280) that is taken apart and checked once. @sigstore/core writes a certificate anew for
 * each comparison and verifies each authority's signature again for each bundle: two thirds of the time of a
 * verification (measured).
 */
import type { KeyObject } from 'node:crypto';
import { type ASN1Obj, crypto, X509Certificate } from '@sigstore/core';
import { parseReceived, rewritten } from './received.ts';

/** Number of the extensions' tag in a TBSCertificate, RFC 5280 §4.1. */
const EXTENSIONS = 3;

/** Immutable: nothing may change `root` after it was made. */
export class KnownCertificate extends X509Certificate {
  /** The whole certificate as it was received. */
  readonly der: Buffer;
  readonly #signedBy = new WeakMap<X509Certificate, boolean>();
  #key: KeyObject | undefined;

  constructor(der: Uint8Array) {
    super(parseReceived(der));
    this.der = this.root.toDER();
  }

  /** As the library's: by the key of `issuer`, or by its own. False for a signature that does not verify. */
  override verify(issuer: X509Certificate = this): boolean {
    const known = this.#signedBy.get(issuer);
    if (known !== undefined) return known;
    const key = issuer instanceof KnownCertificate ? issuer.key() : crypto.createPublicKey(issuer.publicKey);
    const signed = crypto.verify(
      this.tbsCertificate.toDER(),
      key,
      this.signatureValue,
      this.signatureAlgorithm,
    );
    this.#signedBy.set(issuer, signed);
    return signed;
  }

  override equals(other: X509Certificate): boolean {
    if (other === this) return true;
    return this.der.equals(other instanceof KnownCertificate ? other.der : other.root.toDER());
  }

  /** One whose extensions may be changed: the check of SCTs takes one out and writes the rest. */
  override clone(): X509Certificate {
    const [tbs, ...signature] = this.root.subs;
    if (!tbs) throw new TypeError('the certificate is incomplete');
    const parts = tbs.subs.map((part) => (part.tag.isContextSpecific(EXTENSIONS) ? changeable(part) : part));
    return new X509Certificate(rewritten(this.root, [rewritten(tbs, parts), ...signature]));
  }

  /** Of the subject. Throws for a key that the platform cannot read. */
  key(): KeyObject {
    this.#key ??= crypto.createPublicKey(this.publicKey);
    return this.#key;
  }
}

/** The tag around the list of extensions, with a list of its own. */
function changeable(extensions: ASN1Obj): ASN1Obj {
  return rewritten(
    extensions,
    extensions.subs.map((list) => rewritten(list, [...list.subs])),
  );
}
