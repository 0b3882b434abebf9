/** The words are in golden/sbom-diff.txt, `UPDATE_GOLDEN=1` writes them anew; hostile ones must come out as text. */
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SbomDiff } from '../../src/model/sbom-diff.ts';
import { sbomDiffLines, sbomDiffMarkdown } from '../../src/report/sbom-diff.ts';
import { sbomDiffJson } from '../../src/report/sbom-diff-json.ts';
import { sbomDiffSchema } from '../../src/report/sbom-diff-schema.ts';
import { runs } from '../support/runs.ts';
import { expectGolden } from './support/golden.ts';
import { attack, withoutCode } from './support/hostile.ts';
import { isWorkflowCommand } from './support/runner-commands.ts';

const release = (version: string, ...licences: string[]) => ({ version, licences });
const nothing: SbomDiff = { added: [], removed: [], changed: [], licences: [] };
const relicensed = {
  type: 'npm',
  name: 'd',
  from: release('4.1.0', 'MIT'),
  to: release('5.0.0', 'BUSL-1.1'),
};
const mixed: SbomDiff = {
  added: [
    { type: 'npm', name: '@acme/left-pad', ...release('1.3.0', 'MIT') },
    { type: 'npm', name: 'a|b  `c`\n::error::x', ...release('') },
  ],
  removed: [{ type: 'pypi', name: 'requests', ...release('2.32.0', 'Apache-2.0', 'MIT') }],
  changed: [
    { ...relicensed, direction: 'upgraded' },
    {
      type: 'golang',
      name: 'x.test/y',
      from: release('v1.2.3'),
      to: release('v1.2.2'),
      direction: 'downgraded',
    },
    { type: 'generic', name: 'z'.repeat(300), from: release('a'), to: release('b'), direction: 'other' },
  ],
  licences: [relicensed, { type: 'cargo', name: 'e', from: release('1.0.0', 'MIT'), to: release('1.0.0') }],
};

/** The same text wherever text from outside can stand. */
function diffOf(text: string): SbomDiff {
  const named = { type: text, name: text };
  const change = { ...named, from: release(text, text), to: release(text, `${text}2`) };
  const one = { ...named, ...release(text, text) };
  return {
    added: [one],
    removed: [one],
    changed: [{ ...change, direction: 'upgraded' }],
    licences: [change],
  };
}

test('the words', () => {
  expectGolden('sbom-diff', {
    log: sbomDiffLines(mixed).join('\n'),
    markdown: sbomDiffMarkdown(mixed),
    json: sbomDiffJson(mixed),
  });
});

test('where nothing differs there is no table', () => {
  expect(sbomDiffLines(nothing)).toEqual(['No package differs.']);
  expect(sbomDiffMarkdown(nothing)).toBe('**No package differs.**\n');
});

describe('size', () => {
  const added = Array.from({ length: 2_000 }, (_, index) => ({
    type: 'npm',
    name: `a${index}`,
    ...release('1'),
  }));
  const rowsOf = (markdown: string) => markdown.match(/^\| added .*\|$/gm)?.length ?? 0;
  test.each([
    [undefined, 1_000],
    [10_000, 50],
    [1_000, 10],
    [100, 0],
  ])('within %p bytes Markdown has %i rows, and says how many more there are', (most, rows) => {
    const markdown = sbomDiffMarkdown({ ...nothing, added }, most);
    expect(markdown).toContain('**2000 added.**');
    expect(rowsOf(markdown)).toBe(rows);
    expect(markdown.includes(`${2_000 - rows} more rows in the JSON.`)).toBe(rows > 0);
    expect(Buffer.byteLength(markdown)).toBeLessThan(most ?? 1024 * 1024);
  });
  test('a log has every row, and none is wide because another is', () => {
    const long = { type: 'npm', name: 'x'.repeat(100_000), ...release('1') };
    const lines = sbomDiffLines({ ...nothing, added: [...added, long] });
    expect(lines).toHaveLength(2_002 + 1);
    expect(lines.slice(0, -2).every((line) => line.length < 100)).toBe(true);
  });
});

describe('T28 hostile text in an SBOM', () => {
  test('T28 no line is a command or more than a line, and each row has its cells', () => {
    fc.assert(
      fc.property(attack, (text) => {
        const lines = sbomDiffLines(diffOf(text));
        const bad = lines.filter((line) => isWorkflowCommand(line) || /[\p{C}\p{Zl}\p{Zp}]/u.test(line));
        const cells = lines.slice(0, -1).map((line) => line.split(/ {2,}/).length);
        expect([bad, cells]).toEqual([[], [5, 5, 5, 5, 5]]);
      }),
      { numRuns: runs(2_000) },
    );
  });

  test('T28 Markdown has no tag, link, picture, comment or row but ours', () => {
    fc.assert(
      fc.property(attack, (text) => {
        const markdown = sbomDiffMarkdown(diffOf(text));
        expect(withoutCode(markdown)).not.toMatch(/[<>[\]`#@]|javascript:/);
        expect(markdown).not.toMatch(/[\u001b\u202e\u2028\r]/);
        expect(markdown.match(/^\|(?:[^|\n]*\|){5}$/gm)).toHaveLength(6);
        expect(markdown.split('\n')).toHaveLength(9);
      }),
      { numRuns: runs(2_000) },
    );
  });

  test('T28 JSON is one line of ASCII that reads back as it was', () => {
    fc.assert(
      fc.property(fc.oneof(attack, fc.string({ unit: 'binary' })), (text) => {
        const line = sbomDiffJson(diffOf(text));
        expect(line).toMatch(/^[\x20-\x7e]*$/);
        expect(JSON.parse(line)).toMatchObject(diffOf(text));
      }),
      { numRuns: runs(2_000) },
    );
  });
});

describe('its schema', () => {
  const Ajv = createRequire(import.meta.url)('ajv/dist/2020').default;
  const validate: (value: unknown) => boolean = new Ajv({ strict: true }).compile(sbomDiffSchema);
  test('takes every diff', () => {
    expect([mixed, nothing].map((diff) => validate(JSON.parse(sbomDiffJson(diff))))).toEqual([true, true]);
  });
  test.each([
    ['another version', { version: 2 }],
    ['an unknown field', { more: 1 }],
    ['a missing list', { added: undefined }],
    ['an unknown direction', { changed: [{ ...relicensed, direction: 'sideways' }] }],
  ])('refuses %s', (_, change) => {
    const value = JSON.parse(JSON.stringify({ ...JSON.parse(sbomDiffJson(mixed)), ...change }));
    expect(validate(value)).toBe(false);
  });
});
