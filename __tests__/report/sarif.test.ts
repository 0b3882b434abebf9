/** A report as SARIF: valid, placed, stable over runs, and within the limits of code scanning. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { codes } from '../../src/model/codes.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import type { Here } from '../../src/report/location.ts';
import { sarifBytes, sarifMessageBytes, sarifResults, sarifTags } from '../../src/report/platform-limits.ts';
import { sarif } from '../../src/report/sarif.ts';
import { passing, refusals, refused, report, undecided, withoutEvidence } from './support/verdicts.ts';

const fixtures = process.env['CUSTODY_FIXTURES'];
const withFixtures = fixtures === undefined ? test.skip : test;
const here: Here = { repository: 'acme/app', workspace: '/w', workflow: '.github/workflows/ci.yml' };

const runOf = (...verdicts: readonly Verdict[]) =>
  JSON.parse(sarif(report(...verdicts), here, '1.2.3').text).runs[0];
const [refusal] = refusals;

withFixtures('is valid against the schema of SARIF 2.1.0', () => {
  const Ajv = createRequire(import.meta.url)('ajv').default;
  const options = { strict: false, unicodeRegExp: false, validateFormats: false };
  const path = join(fixtures ?? '', 'schemas', 'sarif', 'sarif-schema-2.1.0.json');
  const validate = new Ajv(options).compile(JSON.parse(readFileSync(path, 'utf8')));
  for (const verdicts of [[], [passing()], [refused(), undecided(), withoutEvidence(), passing()]]) {
    const valid = validate(JSON.parse(sarif(report(...verdicts), here, '1.2.3').text));
    expect([valid, validate.errors]).toEqual([true, null]);
  }
  expect(validate({ version: '2.1.0' })).toBe(false);
});

describe('results', () => {
  test('are the findings that did not pass, each with its rule', () => {
    const { tool, results } = runOf(passing(), undecided('b'), refused('a'));
    expect(results).toMatchObject([
      { ruleId: 'CUSTODY-432', ruleIndex: 1, level: 'error', properties: { subject: 'a' } },
      { ruleId: 'CUSTODY-403', ruleIndex: 0, level: 'warning', properties: { subject: 'b' } },
    ]);
    const rules: { id: string; helpUri: string; help: object; properties: { tags: string[] } }[] =
      tool.driver.rules;
    expect(rules.map(({ id }) => id)).toEqual(['CUSTODY-403', 'CUSTODY-432']);
    expect(rules[1]).toMatchObject({
      shortDescription: { text: codes['CUSTODY-432'].title },
      helpUri: expect.stringMatching(/docs\/errors\/CUSTODY-432\.md$/),
      help: { markdown: expect.stringContaining('](https://github.com/') },
      properties: { 'security-severity': '8.0' },
    });
    for (const { properties } of rules) expect(properties.tags.length).toBeLessThanOrEqual(sarifTags);
  });

  test('lie at a relative address and a line, as code scanning wants them', () => {
    const verdict = refused();
    const [finding] = verdict.findings;
    const at = { file: 'a b/ü#.yml', line: 7, column: 2 };
    const { results } = runOf({ ...verdict, findings: [{ ...finding, at }] }, refused('b'));
    const places = results.map(
      ({ locations }: { locations: { physicalLocation: unknown }[] }) => locations[0]?.physicalLocation,
    );
    expect(places).toEqual([
      { artifactLocation: { uri: 'a%20b/%C3%BC%23.yml' }, region: { startLine: 7, startColumn: 2 } },
      { artifactLocation: { uri: '.github/workflows/ci.yml' }, region: { startLine: 1 } },
    ]);
  });

  test('that block nothing are warnings', () => {
    const told = { ...report(refused()), onFail: 'report' as const };
    expect(JSON.parse(sarif(told, here, '1').text).runs[0].results[0].level).toBe('warning');
  });
});

describe('fingerprints', () => {
  const printOf = (verdict: Verdict) => runOf(verdict).results[0].partialFingerprints;
  const base = withoutEvidence();
  const [finding] = base.findings;
  const changed = (changes: object) => ({ ...base, findings: [{ ...finding, ...changes }] as const });
  const dated = (digest: string, day: string) =>
    changed({ message: `sha256:${digest} is 12 days older than ${day}` });

  test('are those of the last run, whatever digests, numbers and times say', () => {
    expect(printOf(dated('a'.repeat(64), '2026-11-20T10:00:00Z'))).toEqual(
      printOf(dated('0'.repeat(64), '2025-01-02T03:04:05Z')),
    );
    expect(printOf(base).primaryLocationLineHash).toMatch(/^[0-9a-f]{64}$/);
    expect(printOf(base)['custodyFinding/v1']).toBe(printOf(base).primaryLocationLineHash);
  });

  test.each([
    ['rule', { rule: 'other' }],
    ['code', { code: 'CUSTODY-432' }],
    ['subject', { subject: 'other' }],
    ['words', { message: 'other' }],
    ['status', { status: 'unknown' }],
  ])('differ by %s', (_, changes) => {
    expect(printOf(changed(changes))).not.toEqual(printOf(base));
  });
});

describe('limits', () => {
  test('the worst 5,000 are kept, and what is left out is said in the file and for the log', () => {
    const many = [...Array.from({ length: sarifResults + 7 }, (_, i) => undecided(`u${i}`)), refused('bad')];
    const { text, leftOut } = sarif(report(...many), here, '1');
    const [run] = JSON.parse(text).runs;
    expect(run.results).toHaveLength(sarifResults);
    expect(run.results[0].properties.subject).toBe('bad');
    expect(leftOut).toContain('the worst 5000 of 5008 findings');
    expect(run.invocations[0].toolExecutionNotifications).toEqual([
      { level: 'warning', message: { text: leftOut } },
    ]);
  });

  test('nothing left out is nothing said', () => {
    expect(sarif(report(refused()), here, '1')).not.toHaveProperty('leftOut');
    expect(runOf(refused()).invocations[0].toolExecutionNotifications).toEqual([]);
  });

  test('a file is below 10 MB, and a message below its length, whatever names say', () => {
    const long = { ...refusal, found: 'f'.repeat(5_000) };
    const many = Array.from({ length: 3_000 }, (_, i) => refused('\u202e'.repeat(1_300) + i, [long]));
    const { text, leftOut } = sarif(report(...many), here, '1');
    expect(text.length).toBeLessThan(sarifBytes);
    const [run] = JSON.parse(text).runs;
    expect(run.results.length).toBeGreaterThan(100);
    expect(leftOut).toContain(`the worst ${run.results.length} of 3000`);
    for (const { message } of run.results)
      expect(Buffer.byteLength(message.text)).toBeLessThanOrEqual(sarifMessageBytes);
  });
});
