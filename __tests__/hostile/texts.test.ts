/** T24 no text takes more time than in proportion to its length, in no sink and for no reader of texts from outside. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { base64 } from '../../src/formats/base64.ts';
import { nearest } from '../../src/io/files/closest.ts';
import { nameProblem, subjectName } from '../../src/io/files/name.ts';
import { githubApi, repositoryPath } from '../../src/io/github/api.ts';
import { serviceUrl } from '../../src/io/http/address.ts';
import { isOfType } from '../../src/io/http/body.ts';
import { scrub } from '../../src/io/http/scrub.ts';
import { payloadOfToken } from '../../src/io/oidc/claims.ts';
import { parseCommandLine } from '../../src/kit/command-line.ts';
import { readEnvironment } from '../../src/kit/environment.ts';
import { createMasks } from '../../src/kit/masks.ts';
import { eachLine, eachOf, oneLine, timeUpTo } from '../../src/kit/parse-input.ts';
import { readInputs, stepInputs } from '../../src/kit/read-inputs.ts';
import { workflowCommand } from '../../src/kit/workflow-command.ts';
import { Fault, Faults } from '../../src/model/fault.ts';
import { isCommit, parseRepositoryUri, parseWorkflowUri } from '../../src/model/identity.ts';
import { serverOfIssuer } from '../../src/model/issuer.ts';
import { matchesPattern, patternProblem } from '../../src/model/pattern.ts';
import { flatRequirement } from '../../src/policy/flat.ts';
import { annotations } from '../../src/report/annotations.ts';
import * as sinks from '../../src/report/escape.ts';
import { reportJson } from '../../src/report/json.ts';
import { logLines } from '../../src/report/log.ts';
import { summary } from '../../src/report/summary.ts';
import sample from '../kit/support/sample.ts';
import { refused, report } from '../report/support/verdicts.ts';
import { runs } from '../support/runs.ts';
import { growthProblem } from './growth.ts';

/** What opens, closes, escapes or separates something, in some language. */
const units = [
  ...[
    '`',
    '`a',
    '[',
    '](',
    '\\',
    '\\"',
    ':',
    '::',
    '##[',
    ' ',
    ' a',
    '@',
    '@a',
    '#',
    '%',
    '"',
    "'",
    '*',
    '**',
  ],
  ...[
    '<',
    '<!--',
    '</',
    '&',
    '|',
    '~~',
    '_a',
    '1',
    '1.',
    '-',
    '=',
    '+',
    ',',
    '\n',
    '\r\n',
    '\t',
    '\0',
    '\u200b',
  ],
  ...[
    '\ud800',
    '\u0301\u0316',
    'e\u0301',
    '.',
    'www.',
    '/',
    'a/',
    '../',
    '?',
    '{',
    '$(',
    'a',
    'A=',
    'a-',
    'eyJ',
  ],
  ...['gh', 'bearer ', '&x-amz-', 'https://', 'refs/', '--', '--files=', 'true', 'üö', '🔒'],
];

const masks = createMasks();
for (const secret of [`${'a'.repeat(500)}b${'a'.repeat(500)}`, ' `[:'.repeat(100)]) masks.add(secret);
const identity = {
  repository: 'a/b',
  signerWorkflow: '.github/workflows/x.yml',
  sourceRefs: ['refs/heads/main'] as const,
  issuer: 'https://x',
  predicateType: 'p',
  root: 'public',
  serverUrl: 'https://github.com',
};
const http = () => Promise.reject(new Error('nothing is asked here'));

function reportOf(text: string) {
  const refusal = { code: 'CUSTODY-432', message: text, expected: text, found: text, hint: text } as const;
  return { ...report(refused(text, [refusal, refusal])), notices: [text], repeat: text };
}

/** What makes a text harmless, or only looks at it. */
const sinkReaders: readonly (readonly [string, (text: string) => unknown])[] = [
  ['nearest', (text) => nearest(text, ['a'.repeat(255), 'b'.repeat(255)])],
  ['visible', sinks.visible],
  ['forLog', sinks.forLog],
  ['forMarkdown', sinks.forMarkdown],
  ['forMarkdownProse', sinks.forMarkdownProse],
  ['forMarkdownCode', sinks.forMarkdownCode],
  ['forMarkdownBlock', (text) => sinks.forMarkdownBlock('text', text)],
  ['forShell', (text) => text.includes('\0') || sinks.forShell(text)],
  ['workflowCommand', (text) => workflowCommand('error', { title: text }, text)],
  ['masks', (text) => masks.redact(text)],
  ['scrub', (text) => scrub(text, ['0123456789'.repeat(100)])],
];

/** Readers, and what stands before and behind the long part so that it is looked at, and does not fit in the end. */
const readers: readonly (readonly [string, (text: string) => unknown, before?: string, after?: string])[] = [
  ['base64', base64, '', '!'],
  ['isOfType', (text) => isOfType(text, ['application/json']), 'application/', '!'],
  ['serviceUrl', (text) => serviceUrl(text, 'it'), 'https://'],
  ['serviceUrl, its path', (text) => serviceUrl(text, 'it'), 'https://a/'],
  ['githubApi', (text) => githubApi({ apiUrl: text, http }), 'https://a/', 'b'],
  ['repositoryPath', repositoryPath, 'a/', '!'],
  ['payloadOfToken', payloadOfToken, 'a.', '.!'],
  ['subjectName', subjectName, 'a'],
  ['nameProblem', nameProblem, 'a'],
  ['parseWorkflowUri', parseWorkflowUri, 'https://github.com/', '\n'],
  ['parseWorkflowUri, its host', parseWorkflowUri, 'https://', '/a/b/c@d '],
  ['parseWorkflowUri, its path', parseWorkflowUri, 'https://a/b/c/', '?@d'],
  ['parseWorkflowUri, its ref', parseWorkflowUri, 'https://a/b/c/d@', ' '],
  ['parseRepositoryUri', parseRepositoryUri, 'https://', '/a/b '],
  ['isCommit', isCommit],
  ['serverOfIssuer', serverOfIssuer, 'https://token.actions.', '.ghe.org'],
  ['serverOfIssuer, its slug', serverOfIssuer, 'https://token.actions.githubusercontent.com/', '_'],
  ['serverOfIssuer, its host', serverOfIssuer, 'https://', '/_services/tokens'],
  ['patternProblem', patternProblem],
  ['matchesPattern', (text) => matchesPattern(text, text)],
  ['matchesPattern, its text', (text) => matchesPattern(`*${'a'.repeat(50)}b${'a'.repeat(50)}*c`, text)],
  ['matchesPattern, its stars', (text) => matchesPattern(text.replaceAll(/./gsu, '*a'), text)],
  [
    'flatRequirement, its repository',
    (text) => flatRequirement({ ...identity, repository: text }),
    'a/',
    '!',
  ],
  ['flatRequirement, its signer', (text) => flatRequirement({ ...identity, signerWorkflow: text }), '', '!'],
  ['flatRequirement, its issuer', (text) => flatRequirement({ ...identity, issuer: text })],
  ['flatRequirement, its ref', (text) => flatRequirement({ ...identity, sourceRefs: [text] }), 'refs/', '!'],
  ['flatRequirement, a number', (text) => flatRequirement({ ...identity, repositoryId: text })],
  ['oneLine', oneLine],
  ['eachLine', eachLine],
  ['eachOf', (text) => eachOf(['true', 'false'], text)],
  ['timeUpTo', (text) => timeUpTo('10m', text)],
  ['readInputs', (text) => readInputs(sample.inputs, stepInputs({ INPUT_FILES: text, INPUT_STORE: text }))],
  ['readEnvironment', (text) => readEnvironment({ GITHUB_API_URL: text }, '/').apiUrl, 'https://a/', 'b'],
  ['parseCommandLine, one word', (text) => parseCommandLine(sample, [text, `--${text}`], {})],
];

/** Each holds the text many times. */
const renderings: readonly (readonly [string, (text: string) => unknown])[] = [
  ['reportJson', (text) => reportJson(reportOf(text))],
  ['logLines', (text) => logLines(reportOf(text))],
  ['annotations', (text) => annotations(reportOf(text))],
  ['summary', (text) => summary(reportOf(text))],
];

async function expectLinear(read: (text: string) => unknown, before: string, after: string, size = 10_000) {
  for (const unit of units) {
    const make = (letters: number) => before + unit.repeat(Math.ceil(letters / unit.length)) + after;
    expect([unit, await growthProblem(make, read, size)]).toEqual([unit, undefined]);
  }
}

const soup = fc.array(fc.constantFrom(...units), { maxLength: 12 }).map((parts) => parts.join(''));

test.each(readers)('%s: any text is read, or there is a fault', (_, read, before = '', after = '') => {
  fc.assert(
    fc.property(soup, fc.boolean(), (text, whole) => {
      try {
        read(whole ? before + text + after : before + text);
      } catch (error) {
        expect(error instanceof Fault || error instanceof Faults).toBe(true);
      }
    }),
    { numRuns: runs() },
  );
});

test.each([...sinkReaders, ...readers])('T24 %s', (_, read, before = '', after = '') =>
  expectLinear(read, before, after),
);

test.each(renderings)('T24 %s', (_, read) => expectLinear(read, '', '', 1_500));

test.each(['a', '--', '--files', '--files=a', '--offline', '--store=files'])(
  'T24 many words %j',
  async (word) => {
    const make = (size: number) => Array.from({ length: size }, () => word);
    expect(await growthProblem(make, (words) => parseCommandLine(sample, words, {}), 3_000)).toBeUndefined();
  },
);

test('T24 words of a service beside a secret as long', async () => {
  const make = (size: number) =>
    [
      `${Array(size / 5)
        .keys()
        .toArray()}`,
      'q'.repeat(size),
    ] as const;
  expect(await growthProblem(make, ([text, secret]) => scrub(text, [secret]), 10_000)).toBeUndefined();
});
