/** DER, the Merkle tree and ECDSA over a digest, each against an independent reading. */
import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { ASN1Obj } from '@sigstore/core';
import fc from 'fast-check';
import {
  certificateTime,
  element,
  generalizedTime,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  unsignedInteger,
} from '../../../sandbox/sigstore/der.ts';
import { readChildren, readElement, readObjectIdentifier } from '../../../sandbox/sigstore/der-read.ts';
import { verifyDigest } from '../../../sandbox/sigstore/ecdsa.ts';
import { inclusionProof, leafHash, rootHash } from '../../../sandbox/sigstore/merkle.ts';
import { withoutPoison } from '../../../sandbox/sigstore/precertificate.ts';
import { runs } from '../../support/runs.ts';

describe('DER', () => {
  test('integers are read back by another parser, in the shortest form', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 200n }), (value) => {
        expect(ASN1Obj.parseBuffer(Buffer.from(integer(value))).toInteger()).toBe(value);
      }),
      { numRuns: runs() },
    );
    expect(Buffer.from(integer(127)).toString('hex')).toBe('02017f');
    expect(Buffer.from(integer(128)).toString('hex')).toBe('02020080');
    expect(Buffer.from(unsignedInteger(Uint8Array.of(0, 0, 1))).toString('hex')).toBe('020101');
    expect(() => integer(-1)).toThrow('integer must not be negative: -1');
  });

  test('object identifiers are read back by both parsers', () => {
    const arcs = fc.array(fc.bigInt({ min: 0n, max: 2n ** 40n }), { minLength: 1, maxLength: 8 });
    const head = fc.constantFrom('0.39', '1.2', '1.3', '2.5', '2.16');
    fc.assert(
      fc.property(head, arcs, (start, rest) => {
        const dotted = [start, ...rest].join('.');
        const der = objectIdentifier(dotted);
        expect(readObjectIdentifier(readElement(der))).toBe(dotted);
        expect(ASN1Obj.parseBuffer(Buffer.from(der)).toOID()).toBe(dotted);
      }),
      { numRuns: runs() },
    );
  });

  test('lengths up to three bytes are minimal and read back', () => {
    for (const size of [0, 127, 128, 255, 256, 65_535, 65_536]) {
      const der = octetString(new Uint8Array(size));
      expect(readElement(der).content).toHaveLength(size);
      expect(der.length - size).toBe(size < 128 ? 2 : size < 256 ? 3 : size < 65_536 ? 4 : 5);
    }
  });

  test('sets are in byte order', () => {
    const parts = fc.array(
      fc.uint8Array({ maxLength: 5 }).map((bytes) => octetString(bytes)),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(parts, (list) => {
        const read = readChildren(readElement(setOf(...list))).map((child) => Buffer.from(child.bytes));
        expect(read).toEqual([...read].sort(Buffer.compare));
        expect(read).toHaveLength(list.length);
      }),
      { numRuns: runs() },
    );
  });

  test('times change their form with 2050', () => {
    const text = (der: Uint8Array): string => Buffer.from(der).toString('latin1');
    expect(text(certificateTime(new Date('2049-12-31T23:59:59.999Z')))).toBe('\x17\x0d491231235959Z');
    expect(text(certificateTime(new Date('2050-01-01T00:00:00Z')))).toBe('\x18\x0f20500101000000Z');
    expect(text(generalizedTime(new Date('2026-03-04T05:06:07.999Z')))).toBe('\x18\x0f20260304050607Z');
  });

  test('a reader never reads past the end: it returns within bounds or throws RangeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          const read = readElement(bytes);
          expect(read.bytes).toHaveLength(bytes.length);
          readChildren(read);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: runs() },
    );
  });

  test.each([
    ['DER: 1 bytes after the element', [0x05, 0x00, 0x00]],
    ['DER: element at 0 is cut', [0x04, 0x02, 0x00]],
    ['DER: length at 1 is not minimal', [0x04, 0x81, 0x01, 0x00]],
    ['DER: bad length at 1', [0x30, 0x80, 0x00, 0x00]],
    ['DER: no one-byte tag at 0', [0x1f, 0x01, 0x00]],
  ])('refuses: %s', (message, bytes) => {
    expect(() => readElement(Uint8Array.from(bytes))).toThrow(message);
  });

  test('a precertificate has exactly one poison', () => {
    const poison = sequence(objectIdentifier('1.3.6.1.4.1.11129.2.4.3'), octetString(Uint8Array.of(5, 0)));
    const other = sequence(objectIdentifier('2.5.29.15'), octetString(Uint8Array.of(1)));
    const certificate = (...extensions: Uint8Array[]): Uint8Array =>
      sequence(sequence(integer(7), element(0xa3, sequence(...extensions))));
    expect(Buffer.from(withoutPoison(certificate(other, poison)))).toEqual(
      Buffer.from(sequence(integer(7), element(0xa3, sequence(other)))),
    );
    const message = 'precertificate must have one poison extension';
    expect(() => withoutPoison(certificate(other))).toThrow(message);
    expect(() => withoutPoison(certificate(poison, poison))).toThrow(message);
  });
});

/** RFC 9162 section 2.1.3.2, step by step: an algorithm unlike the one that makes the proofs. */
function verifiesInclusion(
  leaf: Buffer,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
) {
  const node = (left: Uint8Array, right: Uint8Array): Buffer =>
    createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest();
  let [fn, sn] = [index, size - 1];
  let hash = leaf;
  for (const sibling of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = node(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else {
      hash = node(hash, sibling);
    }
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  return sn === 0 && hash.equals(root);
}

describe('the Merkle tree', () => {
  test('has the roots of the reference trees', () => {
    const entries = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const leaves = entries.map((hex) => leafHash(Buffer.from(hex, 'hex')));
    const roots = [0, 1, 2, 3, 8].map((size) => Buffer.from(rootHash(leaves.slice(0, size))).toString('hex'));
    // certificate-transparency's test vectors for the trees of these eight entries.
    expect(roots).toEqual([
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]);
  });

  test('proves each leaf of trees of 1 to 20, and no other leaf', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 20 }), (entries) => {
        const leaves = entries.map((entry, index) => leafHash(Buffer.concat([Buffer.of(index), entry])));
        const root = rootHash(leaves);
        for (const [index, leaf] of leaves.entries()) {
          const proof = inclusionProof(index, leaves);
          expect(verifiesInclusion(Buffer.from(leaf), index, leaves.length, proof, root)).toBe(true);
          const other = Buffer.from(leafHash(Buffer.from('other')));
          expect(verifiesInclusion(other, index, leaves.length, proof, root)).toBe(false);
        }
      }),
      // Some 200 hashes each.
      { numRuns: runs(2_500) },
    );
  });

  test('has no proof for a leaf outside', () => {
    expect(() => inclusionProof(1, [leafHash(Buffer.of())])).toThrow('leaf 1 is not in a tree of 1');
  });
});

describe('ECDSA over a digest', () => {
  test.each([
    ['P-256', 'sha256'],
    ['P-384', 'sha384'],
    ['P-256', 'sha512'],
  ])('agrees with OpenSSL for %s and %s', (namedCurve, algorithm) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
    const digestOf = (data: Uint8Array): Buffer => createHash(algorithm).update(data).digest();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(), (data, at) => {
        const signature = sign(algorithm, data, privateKey);
        expect(verifyDigest(digestOf(data), publicKey, signature)).toBe(true);
        expect(verifyDigest(digestOf(Buffer.concat([data, Buffer.of(1)])), publicKey, signature)).toBe(false);
        const broken = Buffer.from(signature);
        const position = at % broken.length;
        broken[position] = (broken[position] ?? 0) ^ 1;
        expect(verifyDigest(digestOf(data), publicKey, broken)).toBe(false);
      }),
      // A signature each, and three that are verified without help of the machine.
      { numRuns: runs(25) },
    );
  });

  test('refuses signatures of zeros, of negative numbers and in a set, and a key of another kind', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const negative = sequence(integer(1), element(0x02, Uint8Array.of(0x80)));
    expect(verifyDigest(new Uint8Array(32), publicKey, negative)).toBe(false);
    expect(verifyDigest(new Uint8Array(32), publicKey, setOf(integer(1), integer(2)))).toBe(false);
    const zeros = sequence(integer(0), integer(0));
    expect(verifyDigest(new Uint8Array(32), publicKey, zeros)).toBe(false);
    const ed25519 = createPublicKey(generateKeyPairSync('ed25519').privateKey);
    expect(verifyDigest(new Uint8Array(32), ed25519, sequence(integer(1), integer(1)))).toBe(false);
  });
});
