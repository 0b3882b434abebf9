/** Cases that nobody wrote: the reader and the schema that editors have keep to what they promise. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Faults } from '../../../src/model/fault.ts';
import { readCase } from '../../../src/policy/cases/case.ts';
import { caseSchema } from '../../../src/policy/json-schema.ts';
import { runs } from '../../support/runs.ts';
import { changed, odd, paths, type Tree, validator } from '../support/change.ts';

const validate = validator(caseSchema);
const run = 'https://github.com/acme/shop/actions/runs/1/attempts/2';
const whole: Tree = {
  name: 'the release workflow on main',
  artifact: { name: 'dist/app.tgz', file: 'app.tgz' },
  evidence: ['release.sigstore.json', 'sbom.sigstore.json'],
  environment: 'prod',
  now: '2027-01-31T12:00:00Z',
  runs: [{ run, conclusion: 'success', jobs: [{ name: 'build', conclusion: 'success' }] }],
  expect: 'fail',
  findings: [{ rule: 'provenance', code: 'CUSTODY-434' }, { rule: 'sbom' }],
};

const read = (text: string) => readCase(Buffer.from(text), 'case.yml');

test('a whole case loads and fits the schema', () => {
  expect(read(JSON.stringify(whole))).toMatchObject({ expect: 'fail', environment: 'prod' });
  expect([validate(whole), validate.errors]).toEqual([true, null]);
});

test.each([
  ['an unknown key', { ...(whole as object), expected: 'pass' }],
  ['no evidence', { ...(whole as object), evidence: [] }],
  ['a verdict that there is not', { ...(whole as object), expect: 'passes' }],
  ['a code that there is not', { ...(whole as object), findings: [{ rule: 'sbom', code: 'CUSTODY-000' }] }],
])('neither takes %s', (_, content) => {
  expect(() => read(JSON.stringify(content))).toThrow(Faults);
  expect(validate(content)).toBe(false);
});

test('changed anywhere, it fits the schema or is refused, each fault with its place', () => {
  fc.assert(
    fc.property(fc.constantFrom(...paths(whole)), fc.option(odd, { nil: undefined }), (path, value) => {
      const text = JSON.stringify(
        changed(whole, path, () => value),
        null,
        1,
      );
      fc.pre(!/"__proto__"/.test(text));
      try {
        read(text);
      } catch (error) {
        expect(error).toBeInstanceOf(Faults);
        const codes = (error as Faults).faults.map(({ code, at }) => [code, at?.file]);
        expect(new Set(codes.map(String))).toEqual(new Set(['CUSTODY-508,case.yml']));
        return;
      }
      expect([validate(JSON.parse(text)), validate.errors]).toEqual([true, null]);
    }),
    { numRuns: runs(500) },
  );
});
