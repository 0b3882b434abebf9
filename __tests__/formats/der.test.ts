/** What DER may cost before anything is known about it. */
import { expect, test } from '@jest/globals';
import { ASN1Obj } from '@sigstore/core';
import fc from 'fast-check';
import { checkDer } from '../../src/formats/der.ts';
import { limits } from '../../src/model/limits.ts';
import { doubling, element } from '../support/der.ts';
import { faultOf } from '../support/faults.ts';
import { describeWithFixtures, fixture, fixtureJson } from '../support/fixtures.ts';
import { runs } from '../support/runs.ts';
import { stopwatch } from '../support/stopwatch.ts';

const faultFor = (bytes: Uint8Array) => faultOf(() => checkDer(bytes, 'the certificate'));

test('T24 ninety bytes that would double the work eighteen times are refused at once', async () => {
  const bytes = doubling(18);
  expect(bytes.length).toBeLessThan(100);
  const took = stopwatch();
  const fault = await faultFor(bytes);
  expect(took()).toBeLessThan(50);
  expect(fault.code).toBe('CUSTODY-404');
  expect(fault.message).toBe(
    `the certificate has more elements than its size explains; the limit is ${bytes.length}`,
  );
});

test('T24 however many times it doubles, it is refused, or read in no time', async () => {
  for (let octetStrings = 0; octetStrings < 400; octetStrings += 1) {
    const bytes = doubling(octetStrings);
    if (octetStrings > 12) expect((await faultFor(bytes)).code).toBe('CUSTODY-404');
    else if (accepts(bytes)) expect(timeOf(bytes)).toBeLessThan(50);
  }
});

test('T24 the largest that is let through is read in no time', () => {
  const flat = element(
    0x30,
    ...Array.from({ length: limits.derElements - 1 }, () => Buffer.of(4, 2, 0x30, 1)),
  );
  expect(accepts(flat)).toBe(false);
  const half = Array.from({ length: limits.derElements / 2 - 2 }, () => Buffer.of(4, 2, 0xff, 1));
  const most = element(0x30, ...half);
  expect(accepts(most)).toBe(true);
  expect(timeOf(most)).toBeLessThan(250);
});

test('T24 a long OBJECT IDENTIFIER or INTEGER, primitive or not, and inside an OCTET STRING', async () => {
  const nul = Buffer.of(0x05, 0x00);
  for (const [tag, limit, name] of [
    [0x06, limits.objectIdentifierBytes, 'an OBJECT IDENTIFIER'],
    [0x02, limits.integerBytes, 'an INTEGER'],
  ] as const) {
    const of = (size: number) => [
      element(0x30, element(tag, Buffer.alloc(size, 0x7f))),
      element(0x30, element(0x04, element(tag, Buffer.alloc(size, 0x7f)))),
      element(0x30, element(tag | 0x20, ...Array.from({ length: size / 2 }, () => nul))),
    ];
    for (const bytes of of(limit)) expect(() => checkDer(bytes, 'it')).not.toThrow();
    for (const bytes of of(limit + 2)) {
      const { code, message } = await faultFor(bytes);
      expect(`${code} ${message}`).toBe(
        `CUSTODY-404 the certificate has ${name} of ${limit + 2} bytes; the limit is ${limit}`,
      );
    }
  }
});

test('T24 the size of one', async () => {
  const filled = (bytes: number) => element(0x30, element(0x03, Buffer.alloc(bytes - 8)));
  expect(filled(limits.derBytes)).toHaveLength(limits.derBytes);
  expect(accepts(filled(limits.derBytes))).toBe(true);
  expect((await faultFor(filled(limits.derBytes + 1))).message).toContain(`the limit is ${limits.derBytes}`);
});

test.each([
  ['nothing', ''],
  ['no length', '30'],
  ['an indefinite length', '30800000'],
  ['a length that is not minimal', '30810105'],
  ['a length with a zero in front', `3082008104${'7f'.repeat(128)}`],
  ['one cut short', '3003'],
  ['a child longer than its parent', '300302020000'],
  ['something behind the end', '300000'],
  ['a high tag number', '1f8100'],
  ['end of contents', '0000'],
])('%s is malformed', async (_, hex) => {
  const fault = await faultFor(Buffer.from(hex, 'hex'));
  expect(fault.code).toBe('CUSTODY-403');
  expect(fault.message).toMatch(/^the certificate is malformed: /);
});

test('elements in each other as deep as the parser goes, and one deeper', async () => {
  const nested = (depth: number) => {
    let bytes = Buffer.alloc(0);
    for (let i = 0; i <= depth; i += 1) bytes = element(0x30, bytes);
    return bytes;
  };
  expect(accepts(nested(limits.derDepth))).toBe(true);
  expect((await faultFor(nested(limits.derDepth + 1))).code).toBe('CUSTODY-403');
});

/** Bytes that look like tags, lengths and text more often than chance would have it, in one SEQUENCE. */
const tokens = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0x30, 0x04, 0x31, 0xa0, 0x24, 0x06, 0x02, 0x03, 0x74) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 0x60 }) },
  { weight: 1, arbitrary: fc.constantFrom(0x81, 0x82, 0x80, 0xff) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xff }) },
);
const soup = fc.array(tokens, { maxLength: 600 }).map((bytes) => Buffer.from(bytes));
const tree = fc.letrec<{ node: Buffer<ArrayBuffer> }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.tuple(fc.constantFrom(0x04, 0x02, 0x03, 0x0c), soup).map(([tag, bytes]) => element(tag, bytes)),
    fc
      .tuple(fc.constantFrom(0x30, 0x31, 0x04, 0xa0), fc.array(tie('node'), { maxLength: 5 }))
      .map(([tag, children]) => element(tag, ...children)),
  ),
})).node;
const bombed = fc
  .tuple(tree, fc.integer({ min: 0, max: 30 }), tree)
  .map(([before, doubled, after]) => element(0x30, before, element(0x04, doubling(doubled)), after));

test.each([
  ['bytes like DER', soup.map((bytes) => element(0x30, element(0x04, bytes)))],
  ['trees', tree],
  ['trees that double the work', bombed],
])('T24 %s: what is let through, the parser reads, and in no time', (_, arbitrary) => {
  fc.assert(
    fc.property(arbitrary, (bytes) => {
      if (accepts(bytes)) expect(timeOf(bytes)).toBeLessThan(50);
    }),
    { numRuns: runs() },
  );
});

test('what is called malformed, the parser refuses as well', () => {
  fc.assert(
    fc.property(fc.oneof(soup, tree), fc.nat(), fc.nat(0xff), (whole, at, octet) => {
      const bytes = Buffer.from(whole);
      if (bytes.length > 0) bytes[at % bytes.length] = octet;
      if (codeFor(bytes) === 'CUSTODY-403') expect(() => ASN1Obj.parseBuffer(bytes)).toThrow();
    }),
    { numRuns: runs() },
  );
});

describeWithFixtures('certificates and timestamps in use', () => {
  test('T24 mutated, they are refused, or read in no time', () => {
    const genuine = genuineDer();
    expect(genuine.length).toBeGreaterThan(2);
    for (const bytes of genuine) checkDer(bytes, 'it');
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(0xff)), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...genuine), changes, (whole, edits) => {
        const bytes = Buffer.from(whole);
        for (const [at, octet] of edits) bytes[at % bytes.length] = octet;
        const code = codeFor(bytes);
        if (code === undefined) expect(timeOf(bytes)).toBeLessThan(50);
        if (code === 'CUSTODY-403') expect(() => ASN1Obj.parseBuffer(bytes)).toThrow();
      }),
      { numRuns: runs() },
    );
  });
});

/** Of real bundles: every certificate and timestamp. */
function genuineDer(): readonly Buffer<ArrayBuffer>[] {
  const folder = 'slsa/github-bundles';
  const rows = fixtureJson<{ readonly file: string }[]>(`${folder}/index.json`);
  const texts = rows.flatMap(({ file }) => jsonLines(fixture(`${folder}/${file}`)).flatMap(derOf));
  return [...new Set(texts)].map((text) => Buffer.from(text, 'base64'));
}

function jsonLines(bytes: Buffer): readonly unknown[] {
  const text = bytes.toString('utf8').trim();
  try {
    return [JSON.parse(text)];
  } catch {
    return text.split('\n').map((line) => JSON.parse(line));
  }
}

function derOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    (key === 'rawBytes' || key === 'signedTimestamp') && typeof member === 'string'
      ? [member]
      : derOf(member),
  );
}

function codeFor(bytes: Uint8Array): string | undefined {
  try {
    checkDer(bytes, 'it');
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
}

function accepts(bytes: Uint8Array): boolean {
  return codeFor(bytes) === undefined;
}

/** Milliseconds of processor time in which the parser reads it; the better of two, for other work may come between. */
function timeOf(bytes: Buffer<ArrayBuffer>): number {
  const once = () => {
    const before = process.cpuUsage();
    ASN1Obj.parseBuffer(bytes);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const first = once();
  return first < 50 ? first : Math.min(first, once());
}
