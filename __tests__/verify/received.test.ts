/** What was received is written as it was received, and that is what the library writes for whatever it accepts. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ASN1Obj, X509Certificate } from '@sigstore/core';
import fc from 'fast-check';
import { bootSigstore, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { KnownCertificate } from '../../src/verify/known-certificate.ts';
import { parseReceived, rewritten } from '../../src/verify/received.ts';
import { evidence } from '../support/stand.ts';

let sigstore: SandboxSigstore;
let certificate: Buffer;
let timestamp: Buffer;

beforeAll(async () => {
  sigstore = await bootSigstore();
  const { verificationMaterial } = await evidence(sigstore);
  certificate = Buffer.from(verificationMaterial.certificate.rawBytes, 'base64');
  const [first] = verificationMaterial.timestampVerificationData?.rfc3161Timestamps ?? [];
  timestamp = Buffer.from(first?.signedTimestamp ?? '', 'base64');
});
afterAll(() => sigstore.close());

/** Every part, in hexadecimal, with the tag and the value that it was taken for. */
function written(part: ASN1Obj): readonly string[] {
  const own = `${part.tag.toDER()} ${part.value.toString('hex')} ${part.toDER().toString('hex')}`;
  return [own, ...part.subs.flatMap(written)];
}

function partsOf(parse: () => ASN1Obj): readonly string[] | string {
  try {
    return written(parse());
  } catch (error) {
    return (error as Error).message;
  }
}

describe('T9 a structure that keeps its bytes', () => {
  test('has the parts of the library, each written as the library writes it', () => {
    for (const der of [certificate, timestamp]) {
      const parts = written(parseReceived(der));
      expect(parts.length).toBeGreaterThan(40);
      expect(parts).toEqual(written(ASN1Obj.parseBuffer(Buffer.from(der))));
    }
  });

  test('whichever byte was changed, and refuses what the library refuses', () => {
    const changed = fc.tuple(fc.boolean(), fc.nat(), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(changed, ([which, place, mask]) => {
        const der = Buffer.from(which ? certificate : timestamp);
        der[place % der.length] = (der[place % der.length] as number) ^ mask;
        expect(partsOf(() => parseReceived(der))).toEqual(
          partsOf(() => ASN1Obj.parseBuffer(Buffer.from(der))),
        );
      }),
      { numRuns: 400 },
    );
  });

  test('gives copies out: the library changes the first byte of what it was given', () => {
    const root = parseReceived(certificate);
    for (const part of [root, ...root.subs]) part.toDER().fill(0);
    expect(root.toDER().equals(certificate)).toBe(true);
    expect(root.subs.map((part) => part.toDER()).some((der) => der[0] === 0)).toBe(false);
  });

  test('is written anew once a part was taken out of a copy', () => {
    const root = parseReceived(certificate);
    const [first, ...rest] = root.subs;
    expect(
      rewritten(root, [...root.subs])
        .toDER()
        .equals(certificate),
    ).toBe(true);
    const shorter = rewritten(root, rest);
    expect(parseReceived(shorter.toDER()).subs.length).toBe(2);
    expect(shorter.toDER().length).toBeLessThan(certificate.length - (first as ASN1Obj).value.length);
    expect(root.toDER().equals(certificate)).toBe(true);
  });

  test('a certificate without its timestamps is the one that the log signed', () => {
    const copies = [new KnownCertificate(certificate), X509Certificate.parse(Buffer.from(certificate))].map(
      (one) => one.clone(),
    );
    for (const { extensions } of copies) extensions.splice(-1);
    const [ours, theirs] = copies.map((one) => one.tbsCertificate.toDER().toString('hex'));
    expect(ours).toBe(theirs);
    expect(new KnownCertificate(certificate).extensions.length).toBe((copies[0]?.extensions.length ?? 0) + 1);
  });
});
