/** The words that a person reads, whole: __tests__/report/golden/*.txt. `UPDATE_GOLDEN=1` writes them anew. */
import { test } from '@jest/globals';
import { Fault } from '../../src/model/fault.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { CheckRun } from '../../src/ports/checks.ts';
import { annotations, faultAnnotations } from '../../src/report/annotations.ts';
import { checkRun } from '../../src/report/check-run.ts';
import { faultSummary } from '../../src/report/fault-summary.ts';
import { asFaults, type Faulted } from '../../src/report/faulted.ts';
import { faultLines, logLines } from '../../src/report/log.ts';
import type { Report } from '../../src/report/report.ts';
import { summary } from '../../src/report/summary.ts';
import { expectGolden } from './support/golden.ts';
import { passing, refused, report, undecided, withoutEvidence } from './support/verdicts.ts';

const here = { repository: 'acme/policies', workspace: '/w', workflow: '.github/workflows/ci.yml' };
const sealed = {
  keys: ['c'.repeat(64)],
  predicateType: 'https://slsa.dev/provenance/v1',
  bundles: ['custody-bundles/app.tgz.sigstore.json'],
  urls: ['https://github.com/acme/app/attestations/7'],
  reused: false,
  instance: 'public',
};

const reports: Readonly<Record<string, Report>> = {
  pass: report(passing(), passing('dist/app.wasm')),
  sealed: { ...report(passing()), verb: 'seal', sealed, notices: ['The log of this instance is public.'] },
  fail: report(passing('dist/a.tgz'), refused('dist/b.tgz')),
  unknown: report(undecided()),
  'nothing-found': report(withoutEvidence()),
  'nothing-to-decide': report(),
  mixed: mixed(),
  hostile: report(
    refused('::error::x\n| <b>@octocat</b> `#1` \u202e\u001b[31m', [
      {
        code: 'CUSTODY-432',
        message: '##[error]x',
        expected: '`|`',
        found: '</details>',
        hint: '::warning::a\n::b::c',
      },
    ]),
  ),
};

/** One of each kind under a policy, where what is refused is set aside. */
function mixed(): Report {
  const policy = { uri: `acme/policies@${'a'.repeat(40)}:.github/custody.yml`, sha256: 'd'.repeat(64) };
  const at = (line: number) => ({ file: '.github/custody.yml', line, column: 7 });
  const [good] = passing('dist/a.tgz').findings;
  const [bad] = refused('dist/[x](y) <b>.tgz').findings;
  const [none] = undecided('dist/c.tgz').findings;
  const sbom: Finding = {
    rule: 'sbom',
    at: at(31),
    status: 'fail',
    subject: 'dist/a.tgz',
    code: 'CUSTODY-526',
    message: 'too few components have a licence',
    expected: '0.9',
    found: '0.2',
    hint: 'Give `sbom` the lockfile.',
    weighed: [],
  };
  const verdicts = [
    { ...passing('dist/a.tgz'), policy, findings: [good, { ...sbom, status: 'pass' }] },
    { ...refused('dist/[x](y) <b>.tgz'), policy, findings: [{ ...bad, at: at(12) }, sbom] },
    { ...undecided('dist/c.tgz'), policy, findings: [none, { ...sbom, status: 'pass' }] },
  ] as const;
  return { ...report(...verdicts), status: 'unknown', onFail: 'set-aside' };
}

const faulted: Readonly<Record<string, Faulted>> = {
  'input-faults': {
    verb: 'seal',
    faults: [
      new Fault('CUSTODY-101', 'Input `files` is required and was not given.', {
        hint: 'Add `files: dist/*`.',
      }),
      new Fault('CUSTODY-102', 'Input `sha512`, `yes`, is neither `true` nor `false`.', {
        hint: 'Write `true` or `false`, in lower case.',
      }),
      new Fault('CUSTODY-406', 'a key stands twice', {
        hint: 'Remove one:\n  a: 1\n  b: 2',
        at: { file: 'policy.json', line: 3, column: 4 },
      }),
    ],
  },
  unforeseen: { verb: 'verify', faults: asFaults(withoutFrames(new TypeError('x is not a function'))) },
};

test.each(Object.entries(reports))('%s', (name, value) => {
  const parts = {
    log: logLines(value).join('\n'),
    annotations: shown(annotations(value)),
    summary: summary(value),
    ...(name === 'mixed' && { 'check run': shownRun(checkRun(value, 'release', here)) }),
  };
  expectGolden(name, parts);
});

test.each(Object.entries(faulted))('%s', (name, value) => {
  const parts = {
    log: faultLines(value).join('\n'),
    annotations: shown(faultAnnotations(value)),
    summary: faultSummary(value),
  };
  expectGolden(name, parts);
});

function shown(all: ReturnType<typeof annotations>): string {
  return all.map(({ message, ...rest }) => `${JSON.stringify(rest)}\n${message}`).join('\n\n');
}

function shownRun({ summary: words, text = '', annotations: all, ...rest }: CheckRun): string {
  const notes = all.map(({ message, ...place }) => `${JSON.stringify(place)}\n${message}`);
  return [JSON.stringify(rest), words, text, ...notes].join('\n\n');
}

function withoutFrames(error: Error): Error {
  error.stack = `${error}\n    at run (file:///app/dist/index.js:1:2)`;
  return error;
}
