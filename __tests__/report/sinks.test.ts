/** Hostile text in every field of a report, through every sink: nothing of it may be obeyed. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Fault } from '../../src/model/fault.ts';
import { annotations, faultAnnotations } from '../../src/report/annotations.ts';
import { checkRun, faultedCheckRun } from '../../src/report/check-run.ts';
import { forMarkdownBlock } from '../../src/report/escape.ts';
import { faultSummary } from '../../src/report/fault-summary.ts';
import { faultLines, logLines } from '../../src/report/log.ts';
import type { Report } from '../../src/report/report.ts';
import { sarif } from '../../src/report/sarif.ts';
import { summary } from '../../src/report/summary.ts';
import { runs } from '../support/runs.ts';
import { attack, withoutCode } from './support/hostile.ts';
import { isWorkflowCommand } from './support/runner-commands.ts';
import { isMoreThanText } from './support/sarif-readers.ts';
import { passing, refused, report, sha256, signer } from './support/verdicts.ts';

/** The same text wherever text from outside can stand. */
function reportOf(text: string): Report {
  const refusal = { code: 'CUSTODY-432', message: text, expected: text, found: text, hint: text } as const;
  const verdict = passing(text);
  const [finding] = verdict.findings;
  const weighed = [
    {
      outcome: 'satisfies' as const,
      origin: text,
      bundle: sha256,
      signer: { ...signer, identity: text, runner: text },
    },
  ];
  const signed = { ...verdict, findings: [{ ...finding, weighed }] as const };
  const policy = { uri: text, sha256 };
  const at = { file: text, line: 3 };
  const bad = refused(text, [refusal, refusal]);
  const [first] = bad.findings;
  const stated = { ...bad, policy, findings: [{ ...first, rule: text, at }, first] as const };
  return { ...report(stated, signed), onFail: 'set-aside', notices: [text], repeat: text };
}

function faultedOf(text: string) {
  return {
    verb: 'verify',
    faults: [new Fault('CUSTODY-402', text, { hint: text, at: { file: text } })],
  } as const;
}

const here = { repository: 'acme/app', workspace: '/w', workflow: '.github/workflows/ci.yml' };
const OURS = /<\/?(?:details|summary)>|<br>/g;

describe('T28 hostile text in a report', () => {
  test('T28 no line of a log is a command, or more than a line', () => {
    fc.assert(
      fc.property(attack, (text) => {
        const lines = [...logLines(reportOf(text)), ...faultLines(faultedOf(text))];
        const bad = lines.filter((line) => isWorkflowCommand(line) || /[\p{C}\p{Zl}\p{Zp}]/u.test(line));
        expect(bad).toEqual([]);
      }),
      { numRuns: runs() },
    );
  });

  test('T28 no line of an annotation is a command, and none hides anything', () => {
    fc.assert(
      fc.property(attack, (text) => {
        const all = [...annotations(reportOf(text)), ...faultAnnotations(faultedOf(text))];
        const lines = all.flatMap(({ title, message, file = '' }) => [title, file, ...message.split('\n')]);
        const bad = lines.filter(
          (line) => isWorkflowCommand(line) || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(line),
        );
        expect(bad).toEqual([]);
      }),
      { numRuns: runs() },
    );
  });

  test('T28 the summary has no tag, link, picture or comment but ours', () => {
    fc.assert(
      fc.property(attack, (text) => {
        const runs = [checkRun(reportOf(text), text, here), faultedCheckRun(faultedOf(text), text, here)];
        const said = runs.flatMap((run) => [run.summary, run.text ?? '']);
        for (const markdown of [summary(reportOf(text)), faultSummary(faultedOf(text)), ...said]) {
          const left = withoutCode(markdown).replace(OURS, '');
          expect(left).not.toMatch(/<|javascript:|\]\((?!https:\/\/github\.com\/custody-actions\/)/);
          expect(markdown).not.toMatch(/[\u001b\u202e\u2028\r]/);
        }
      }),
      { numRuns: runs() },
    );
  });

  test('T28 a summary has as many folded parts and rows as the report has files', () => {
    fc.assert(
      fc.property(attack, (text) => {
        const markdown = withoutCode(summary(reportOf(text)));
        expect(markdown.match(/<details>/g)).toHaveLength(1);
        expect(markdown.match(/<\/details>/g)).toHaveLength(1);
        expect(markdown.match(/^\| (?:pass|fail, set aside|unknown) \|.*\|$/gm)).toHaveLength(2);
      }),
    );
  });

  test('T28 no annotation of a check run leaves the repository, is a command or hides anything', () => {
    fc.assert(
      fc.property(attack, (text) => {
        const runs = [checkRun(reportOf(text), text, here), faultedCheckRun(faultedOf(text), text, here)];
        for (const { name, title, annotations: all } of runs) {
          for (const { path, message, ...rest } of all) {
            expect(path).toMatch(/^(?!\/|[a-z]:)(?!(?:.*\/)?\.\.?(?:\/|$))[^\p{C}\\]+$/iu);
            for (const line of [name, title, rest.title, ...message.split('\n')]) {
              expect(isWorkflowCommand(line)).toBe(false);
              expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
            }
          }
        }
      }),
    );
  });

  test('T28 no message of SARIF has a link or a placeholder, and no address leaves the repository', () => {
    fc.assert(
      fc.property(attack, (text) => {
        const file = sarif(reportOf(text), here, '1').text;
        expect(file).toMatch(/^[\x20-\x7e]+$/);
        for (const { message, locations, properties } of JSON.parse(file).runs[0].results) {
          for (const line of message.text.split('\n')) expect(isMoreThanText(line)).toBe(false);
          expect(message.text).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}]/u);
          const [{ physicalLocation }] = locations;
          const { uri } = physicalLocation.artifactLocation;
          expect(URL.parse(uri, 'https://h.example/r/')?.href).toMatch(/^https:\/\/h\.example\/r\/[^?#]+$/);
          expect(JSON.stringify(properties)).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}]/u);
        }
      }),
      { numRuns: runs() },
    );
  });

  test.each(['```\n<img src=x>', '`````\n<b>', 'a\n```\n</details>'])(
    'T28 %j does not end its block',
    (text) => {
      const [open = '', ...rest] = forMarkdownBlock('text', text).split('\n');
      const fence = open.slice(0, -'text'.length);
      expect(rest.indexOf(fence)).toBe(rest.length - 1);
      expect(withoutCode(summary(reportOf(text))).replace(OURS, '')).not.toContain('<');
    },
  );
});
