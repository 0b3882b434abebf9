/** Policies that nobody wrote: changed at any place, the reader and the schema keep to what they promise. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { Faults } from '../../src/model/fault.ts';
import { limits } from '../../src/model/limits.ts';
import { policySchema } from '../../src/policy/json-schema.ts';
import { readPolicy } from '../../src/policy/read.ts';
import { runs } from '../support/runs.ts';
import { changed, odd, type Path, paths, type Tree, validator } from './support/change.ts';
import { base, complaints, everything, read } from './support/policies.ts';

const validate = validator(policySchema);
const trees = [base, everything].map((text) => parse(text) as Tree);

const anyTree = fc.constantFrom(...trees);
const anyPlace = anyTree.chain((tree) =>
  fc.record({ tree: fc.constant(tree), path: fc.constantFrom(...paths(tree)) }),
);

describe('what loads fits the schema', () => {
  test.each(trees.map((tree) => [tree]))('as it is', (tree) => {
    expect([validate(tree), validate.errors]).toEqual([true, null]);
  });

  test('and changed anywhere, it fits or is refused, with places inside the file', () => {
    fc.assert(
      fc.property(anyPlace, fc.option(odd, { nil: undefined }), ({ tree, path }, value) => {
        const text = JSON.stringify(
          changed(tree, path, () => value),
          null,
          1,
        );
        fc.pre(!/"__proto__"/.test(text));
        const lines = text.split('\n');
        try {
          read(text);
        } catch (error) {
          if (!(error instanceof Faults)) throw error;
          for (const { code, at, hint } of error.faults) {
            expect(['CUSTODY-501', 'CUSTODY-502', 'CUSTODY-503']).toContain(code);
            expect(hint).not.toBe('');
            expect(lines[(at?.line ?? 0) - 1]?.length).toBeGreaterThanOrEqual((at?.column ?? 0) - 1);
          }
          return;
        }
        expect([validate(JSON.parse(text)), validate.errors]).toEqual([true, null]);
      }),
      { numRuns: runs(2_000) },
    );
  });
});

describe('T20 wherever it stands', () => {
  const isMap = (tree: Tree, path: Path) => {
    const value = path.reduce((at: unknown, key) => (at as Record<string, unknown>)[key], tree);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  };
  /** Maps by name take any name. */
  const closed = (path: Path) =>
    !['signers', 'artifacts', 'environments'].includes(String(path.at(-1))) || path.length > 1;

  test('an unknown key is refused', () => {
    const places = trees.flatMap((tree) =>
      paths(tree)
        .filter((path) => isMap(tree, path) && closed(path))
        .map((path) => [tree, path] as const),
    );
    expect(places.length).toBeGreaterThan(30);
    for (const [tree, path] of places) {
      const text = JSON.stringify(changed(tree, path, (old) => ({ ...(old as object), zzz: 1 })));
      expect([path, complaints(text)]).toEqual([
        path,
        [expect.stringMatching(/^1:\d+ CUSTODY-502 .* has an unknown key "zzz"$/)],
      ]);
      expect(validate(JSON.parse(text))).toBe(false);
    }
  });

  test('an empty list is refused, but for sections that need not be', () => {
    const places = trees.flatMap((tree) =>
      paths(tree)
        .filter((path) =>
          Array.isArray(path.reduce((at: unknown, key) => (at as Record<string, unknown>)[key], tree)),
        )
        .map((path) => [tree, path] as const),
    );
    expect(places.length).toBeGreaterThan(20);
    for (const [tree, path] of places) {
      const text = JSON.stringify(changed(tree, path, () => []));
      const empty = complaints(text).some((line) => line.endsWith(`${String(path.at(-1))} is empty`));
      const mayBe = ['rules', 'exceptions', 'extends', 'predicates'].includes(String(path.at(-1)));
      expect([path, empty]).toEqual([path, !mayBe]);
      expect(validate(JSON.parse(text))).toBe(mayBe);
    }
  });
});

describe('hostile files', () => {
  test.each([
    ['names', (i: number) => `      - release${i}`, 'artifacts:\n  a:\n    signers:\n'],
    ['keys', (i: number) => `owned${i}: 1`, ''],
    ['rules', (i: number) => `  - {id: a${i % 3}, assert: a, message: b}`, 'rules:\n'],
    ['environments', (i: number) => `  e${i}: {promoted-by: [x], requires: e${i + 1}}`, 'environments:\n'],
    ['exceptions', (i: number) => `  - {rule: r${i}}`, 'exceptions:\n'],
  ])(
    'T24 thousands of wrong %s are told as a hundred',
    (_, line, head) => {
      let text = head;
      for (let i = 0; text.length < limits.policyBytes - 200; i += 1) text += `${line(i)}\n`;
      expect(complaints(text)).toHaveLength(limits.policyFaults);
    },
    30_000,
  );

  test('T24 one endless name is quoted in part', () => {
    const long = 'x'.repeat(200_000);
    for (const text of [
      `${long}: 1`,
      base.replace('{level: 2}', `{level: ${long}}`),
      base.replace('[release]', `[${long}]`),
    ])
      for (const line of complaints(text)) expect(line.length).toBeLessThan(400);
  });

  test.each(['(', '^', '*/', '.*', 'a(', '|', '/'])('T24 a pattern of %s alone takes no time', (unit) => {
    const pattern = unit.repeat(Math.floor(200_000 / unit.length));
    expect(complaints(base.replace('dist/*.tgz', `"${pattern}"`))).toHaveLength(1);
  });

  test('any bytes are refused as a policy', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(() => readPolicy(bytes, 'f', 'u')).toThrow(Faults);
      }),
      { numRuns: runs(2_000) },
    );
  });
});
