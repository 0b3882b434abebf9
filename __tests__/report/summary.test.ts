import { describe, expect, test } from '@jest/globals';
import { Fault } from '../../src/model/fault.ts';
import { annotations, faultAnnotations } from '../../src/report/annotations.ts';
import { faultSummary } from '../../src/report/fault-summary.ts';
import {
  annotationCharacters,
  annotationsPerKind,
  summaryBytes,
  summaryRows,
} from '../../src/report/platform-limits.ts';
import { sentence } from '../../src/report/sentence.ts';
import { summary } from '../../src/report/summary.ts';
import { passing, refusals, refused, report, undecided } from './support/verdicts.ts';

const [refusal] = refusals;

describe('summary', () => {
  test('shows failures first and at most 50 rows, and says how many more there are', () => {
    const verdicts = [
      ...Array.from({ length: 60 }, (_, index) => passing(`p${index}`)),
      refused('bad'),
      undecided('odd'),
    ];
    const text = summary(report(...verdicts));
    const rows = text.split('\n').filter((line) => /^\| (?:pass|fail|unknown) \|/.test(line));
    expect(rows).toHaveLength(summaryRows);
    expect(rows[0]).toMatch(/^\| fail \| `bad` /);
    expect(rows[1]).toMatch(/^\| unknown \| `odd` /);
    expect(text).toContain('The log of this step names 12 more files.');
    expect(text).toContain('**fail**: 1 of 62 files failed, 1 could not be decided.');
  });

  test.each([
    ['long reasons', 50, 20, 2_000],
    ['longer reasons', 50, 20, 20_000],
    ['monstrous reasons', 50, 1, 400_000],
    ['monstrous names', 1_000, 1, 10],
  ])('is rewritten smaller, never cut: %s', (name, files, bundles, size) => {
    const long = { ...refusal, found: '`|x'.repeat(size / 3), hint: 'h'.repeat(size) };
    const verdicts = Array.from({ length: files }, (_, index) =>
      refused(`${name === 'monstrous names' ? 'n'.repeat(300_000) : 'n'}${index}`, Array(bundles).fill(long)),
    );
    const text = summary(report(...verdicts));
    expect(Buffer.byteLength(text)).toBeLessThan(summaryBytes);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    expect((text.match(/^```/gm) ?? []).length % 2).toBe(0);
    expect(text).toMatch(/^### Custody verify\n\n\*\*fail\*\*: /);
    expect(text.endsWith('\n')).toBe(true);
  });

  test('of faults names the codes when their texts are too long', () => {
    const fault = new Fault('CUSTODY-102', 'x'.repeat(summaryBytes), { hint: 'y' });
    const text = faultSummary({ verb: 'seal', faults: [fault] });
    expect(text).toContain('- [CUSTODY-102 An input has a value that cannot be used](https://github.com/');
    expect(Buffer.byteLength(text)).toBeLessThan(summaryBytes);
  });
});

describe('annotations', () => {
  test('are one for each that failed, and past the limit the last says how many more', () => {
    const verdicts = Array.from({ length: 25 }, (_, index) => refused(`f${index}`));
    const all = annotations(report(passing(), ...verdicts));
    expect(all).toHaveLength(annotationsPerKind);
    expect(all[0]?.message).toMatch(/^fail: f0 /);
    expect(all[9]?.message).toBe('16 more did not pass; the log and the summary of this step name them.');
    expect(annotations(report(...verdicts.slice(0, 10)))[9]?.message).toMatch(/^fail: f9 /);
  });
  test('hold whole lines within the limit', () => {
    const long = Array(9).fill({ ...refusal, found: 'f'.repeat(900) });
    const [first] = annotations(report(refused('x', long)));
    expect(first?.message.length).toBeLessThanOrEqual(annotationCharacters);
    expect(first?.message).toMatch(/\n… the log of this step says more\.$/);
    const [name] = annotations(report(refused('x'.repeat(9_000))));
    expect(name?.message.length).toBeLessThanOrEqual(annotationCharacters);
  });
  test('stand at the place of a fault', () => {
    const fault = new Fault('CUSTODY-406', 'm', { hint: 'h', at: { file: 'a\nb.json', line: 2 } });
    expect(faultAnnotations({ verb: 'v', faults: [fault] })).toEqual([
      {
        title: 'CUSTODY-406 JSON that is not acceptable',
        message: 'm\nh\nhttps://github.com/custody-actions/custody/blob/main/docs/errors/CUSTODY-406.md',
        file: 'a\\u{a}b.json',
        line: 2,
      },
    ]);
  });
});

test.each([
  ['1 file verified.', report(passing())],
  ['2 files verified.', report(passing(), passing())],
  ['1 of 1 file failed.', report(refused())],
  ['1 of 1 file could not be decided.', report(undecided())],
  ['1 of 2 files could not be decided.', report(passing(), undecided())],
  ['2 of 2 files failed.', report(refused(), refused())],
  ['There was nothing to decide on, and that never passes.', report()],
])('sentence: %s', (words, value) => {
  expect(sentence(value)).toBe(words);
});
