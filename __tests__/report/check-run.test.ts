/** A report as a check run: its words, its places, its limits. */
import { describe, expect, test } from '@jest/globals';
import { Fault } from '../../src/model/fault.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { checkRun, faultedCheckRun } from '../../src/report/check-run.ts';
import type { Here } from '../../src/report/location.ts';
import {
  checkAnnotationMessageBytes,
  checkAnnotations,
  checkNameBytes,
  checkTextBytes,
} from '../../src/report/platform-limits.ts';
import { passing, refusals, refused, report, undecided } from './support/verdicts.ts';

const here: Here = { repository: 'acme/app', workspace: '/home/w', workflow: '.github/workflows/ci.yml' };
const of = (...verdicts: readonly Verdict[]) => checkRun(report(...verdicts), 'verify', here);

/** The verdict with its findings stated somewhere, under some policy. */
function stated(verdict: Verdict, file: string, uri?: string): Verdict {
  const [finding] = verdict.findings;
  return {
    ...verdict,
    findings: [{ ...finding, at: { file, line: 12, column: 3 } }],
    ...(uri !== undefined && { policy: { uri, sha256: 'd'.repeat(64) } }),
  };
}

describe('conclusion and title', () => {
  test.each([
    ['success', '1 file verified.', [passing()]],
    ['failure', 'refused: 1 of 2 files failed.', [passing(), refused()]],
    ['failure', 'could not decide: 1 of 2 files could not be decided.', [passing(), undecided()]],
    ['failure', 'refused: There was nothing to decide on, and that never passes.', []],
  ])('%s: %s', (conclusion, title, verdicts) => {
    expect(of(...verdicts)).toMatchObject({ name: 'custody / verify', conclusion, title });
  });

  test('of what is set aside or only reported', () => {
    const mixed = report(passing(), refused('b'), passing('c'));
    const aside = checkRun({ ...mixed, status: 'pass', onFail: 'set-aside' }, 'v', here);
    expect(aside).toMatchObject({
      conclusion: 'success',
      title: '1 of 3 files refused and set aside; 2 verified.',
      annotations: [{ level: 'warning' }],
    });
    expect(aside.summary).toContain('Set aside:\n\n- `b`\n');
    expect(aside.summary).toContain('| fail, set aside | `b` |');
    const told = checkRun({ ...mixed, status: 'pass', onFail: 'report' }, 'v', here);
    expect(told.title).toBe('1 of 3 files failed; 2 verified. It is reported, and stops nothing.');
  });

  test('of faults', () => {
    const fault = new Fault('CUSTODY-502', 'm', { hint: 'h', at: { file: '/home/w/custody.yml', line: 4 } });
    expect(faultedCheckRun({ verb: 'verify', faults: [fault] }, 'verify', here)).toMatchObject({
      conclusion: 'failure',
      title: 'could not decide: CUSTODY-502 An error in a policy',
      summary: expect.stringContaining('**[CUSTODY-502 An error in a policy]('),
      annotations: [{ path: 'custody.yml', line: 4, level: 'failure' }],
    });
  });
});

describe('an annotation stands', () => {
  const at = `acme/app@${'a'.repeat(40)}:.github/custody.yml`;
  test.each([
    ['where the rule is stated', stated(refused(), '.github/custody.yml'), '.github/custody.yml', 12],
    ['below the workspace', stated(refused(), '/home/w/x/custody.yml'), 'x/custody.yml', 12],
    ['in the policy of this repository at a commit', stated(refused(), at), '.github/custody.yml', 12],
    [
      'at the policy, where the rule lies elsewhere',
      stated(refused(), '/etc/x', at),
      '.github/custody.yml',
      1,
    ],
    [
      'at the workflow for a policy elsewhere',
      stated(refused(), `evil/app@${'a'.repeat(40)}:a`),
      here.workflow,
      1,
    ],
    ['at the workflow for a path that leaves', stated(refused(), '../../etc/passwd'), here.workflow, 1],
    [
      'at the workflow for a path with unseen characters',
      stated(refused(), 'a\u202eb.yml'),
      here.workflow,
      1,
    ],
    ['at the workflow without any place', refused(), here.workflow, 1],
  ])('%s', (_, verdict, path, line) => {
    expect(of(verdict).annotations).toEqual([expect.objectContaining({ path, line, level: 'failure' })]);
  });
});

describe('limits', () => {
  const [refusal] = refusals;
  const long = { ...refusal, found: 'f'.repeat(3_000), hint: 'h'.repeat(3_000) };

  test('every text is below what GitHub takes, and whole', () => {
    const many = Array.from({ length: 300 }, (_, index) => refused(`f${index}`, Array(9).fill(long)));
    const { name, summary, text = '', annotations } = checkRun(report(...many), 'n'.repeat(999), here);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(checkNameBytes);
    for (const markdown of [summary, text]) {
      expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(checkTextBytes);
      expect(markdown.match(/<details>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length);
    }
    expect(text.match(/<details>/g)?.length).toBeGreaterThan(5);
    expect(text).toMatch(
      /\n\d+ more files did not pass\. The log and the summary of the step name the rest\.\n$/,
    );
    expect(annotations).toHaveLength(checkAnnotations);
    expect(annotations.at(-1)?.message).toMatch(/^101 more did not pass\./);
  });

  test('one explanation that is too long alone is left out, and said to be', () => {
    const monstrous = { ...refusal, hint: 'h'.repeat(checkTextBytes) };
    const { text, annotations } = of(refused('a', [monstrous]));
    expect(text).toBe('1 more file did not pass. The log and the summary of the step name the rest.\n');
    expect(Buffer.byteLength(annotations[0]?.message ?? '')).toBeLessThanOrEqual(checkAnnotationMessageBytes);
    expect(annotations[0]?.message).toMatch(/name the rest\.$/);
  });

  test('nothing is explained where everything passes', () => {
    expect(of(passing())).not.toHaveProperty('text');
  });
});
