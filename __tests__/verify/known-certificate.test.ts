/** A certificate that remembers says what the library's says, of every certificate and of every one that was tampered with. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { X509Certificate } from '@sigstore/core';
import fc from 'fast-check';
import { bootSigstore, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { KnownCertificate } from '../../src/verify/known-certificate.ts';
import { runs } from '../support/runs.ts';
import { evidence } from '../support/stand.ts';

let sigstore: SandboxSigstore;
/** Leaf, intermediate and root, and the chain of the timestamp authority. */
let ders: readonly Buffer[];

interface Chain {
  readonly certChain: { readonly certificates: readonly { readonly rawBytes: string }[] };
}

beforeAll(async () => {
  sigstore = await bootSigstore();
  const { verificationMaterial } = await evidence(sigstore);
  const root = JSON.parse(JSON.stringify(sigstore.trustedRoot)) as Record<string, readonly Chain[]>;
  const chains = [...(root['certificateAuthorities'] ?? []), ...(root['timestampAuthorities'] ?? [])];
  const leaf = JSON.parse(JSON.stringify(verificationMaterial)).certificate.rawBytes as string;
  const texts = [
    leaf,
    ...chains.flatMap(({ certChain }) => certChain.certificates.map(({ rawBytes }) => rawBytes)),
  ];
  ders = texts.map((text) => Buffer.from(text, 'base64'));
});
afterAll(() => sigstore.close());

/** What a certificate says, or that it cannot be read. */
function says<T>(read: () => T): T | 'unreadable' {
  try {
    return read();
  } catch {
    return 'unreadable';
  }
}

describe('T9 a remembered certificate', () => {
  test('is who it is, and signed by whom it is signed by, as the library has it', () => {
    const known = ders.map((der) => new KnownCertificate(der));
    const stock = ders.map((der) => X509Certificate.parse(Buffer.from(der)));
    const table = (all: readonly X509Certificate[]) =>
      all.map((one) => ({
        key: one.publicKey.toString('hex'),
        issuers: all.map((issuer) => one.verify(issuer)),
        itself: one.verify(),
        equals: all.map((other) => one.equals(other)),
      }));
    expect(ders.length).toBeGreaterThanOrEqual(4);
    expect(table(known)).toEqual(table(stock));
    // Asked again, now from memory, and of certificates that remember nothing.
    expect(table(known)).toEqual(table(stock));
    expect(known.map((one, index) => one.equals(stock[index] as X509Certificate))).not.toContain(false);
    expect(known.map((one) => stock.map((issuer) => one.verify(issuer)))).toEqual(
      stock.map((one) => stock.map((issuer) => one.verify(issuer))),
    );
    // A chain, not a table of denials.
    expect(
      known.filter((one) => known.some((issuer) => issuer !== one && one.verify(issuer))).length,
    ).toBeGreaterThan(1);
  });

  test('accepts no signature that the library refuses, whichever byte was changed', () => {
    const changed = fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(changed, ([which, place, mask]) => {
        const der = Buffer.from(ders[which % ders.length] as Buffer);
        der[place % der.length] = (der[place % der.length] as number) ^ mask;
        const known = says(() => new KnownCertificate(der));
        const stock = says(() => X509Certificate.parse(Buffer.from(der)));
        if (known === 'unreadable' || stock === 'unreadable') {
          expect(known).toBe(stock);
          return;
        }
        for (const issuer of ders.map((each) => new KnownCertificate(each))) {
          if (says(() => known.verify(issuer)) === true) expect(says(() => stock.verify(issuer))).toBe(true);
        }
        if (says(() => known.verify()) === true) expect(says(() => stock.verify())).toBe(true);
      }),
      // Each is held against every other certificate, by two verifiers.
      { numRuns: runs(400) },
    );
  });

  test('does not change when the bytes it was made from, or a copy, do', () => {
    const der = Buffer.from(ders[0] as Buffer);
    const known = new KnownCertificate(der);
    der.fill(0);
    const copy = known.clone();
    copy.extensions.splice(0);
    expect(known.der.equals(ders[0] as Buffer)).toBe(true);
    expect(known.extensions.length).toBeGreaterThan(0);
    expect(ders.slice(1).some((issuer) => known.verify(new KnownCertificate(issuer)))).toBe(true);
  });

  test('has one encoding: a length in more bytes than it needs is refused, so that the bytes are their meaning', () => {
    const padded = Buffer.concat([Buffer.from([0x30, 0x83, 0x00]), (ders[0] as Buffer).subarray(2)]);
    expect(() => new KnownCertificate(padded)).toThrow('non-minimal length');
  });
});
