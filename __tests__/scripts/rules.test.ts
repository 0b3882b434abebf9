/** `npm run rules` itself: that it fails for every way in which a rule could be unguarded. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkRules, groupsOf, judgeBaseline, judgePatch, type Result } from '../../scripts/rules/check.ts';
import { isNamedAfter, rulesInForce } from '../../scripts/rules/in-force.ts';
import { type Patch, readPatches } from '../../scripts/rules/patches.ts';
import { readReport, type TestResult, type TestRun } from '../../scripts/rules/run-tests.ts';
import { makeScratch, problemOf } from '../../scripts/rules/scratch.ts';

const root = join(import.meta.dirname, '..', '..');
const committed = readPatches(join(root, '__tests__', 'rules'));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'custody rules '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function diff(path: string, before: string, after: string): string {
  return `--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-${before}\n+${after}\n`;
}

describe('the committed patches', () => {
  test('every rule in force has at least one, and no patch is of another rule', () => {
    expect([...new Set(committed.map(({ rule }) => rule))].sort()).toEqual([...rulesInForce].sort());
  });

  test('each applies to the source as it is', () => {
    const stale = committed
      .map((patch) => [patch.name, problemOf(root, patch)])
      .filter(([, problem]) => problem);
    expect(stale).toEqual([]);
  });

  test.each(committed)('$name changes source alone', ({ touches, path }) => {
    for (const touched of touches) expect(touched).toMatch(/^(?:src|scripts\/generate|launcher|\.github)\//);
    expect(readFileSync(path, 'utf8').match(/^[-+](?![-+]{2} [ab]\/)/gm)?.length).toBeLessThanOrEqual(12);
  });
});

describe('readPatches', () => {
  const text = diff('src/x.ts', 'a', 'b');

  test('sorts by the number of the rule, and reads what each changes', () => {
    write({ 'T10.patch': text, 'T9-b.patch': text + diff('src/y.ts', 'a', 'b'), 'T9-a2-c.patch': text });
    expect(readPatches(folder).map(({ name, rule, touches }) => [name, rule, touches.join(' ')])).toEqual([
      ['T9-a2-c', 'T9', 'src/x.ts'],
      ['T9-b', 'T9', 'src/x.ts src/y.ts'],
      ['T10', 'T10', 'src/x.ts'],
    ]);
  });

  test.each(['T1.diff', 'T1_a.patch', 'X1.patch', 'T1-A.patch', 'T.patch'])(
    '%s is no name of a patch',
    (file) => {
      write({ [file]: text });
      expect(() => readPatches(folder)).toThrow(`${file} is not named`);
    },
  );

  test('a patch that changes nothing', () => {
    write({ 'T1.patch': '\n' });
    expect(() => readPatches(folder)).toThrow('T1.patch changes nothing');
  });
});

test.each([
  ['T5 a', true],
  ['some group T5 a', true],
  ['T27 T5 a', true],
  ['T50 a', false],
  ['T5-like', false],
  ['XT5 a', false],
  ['(T5) a', false],
])('%j is named after T5: %s', (name, expected) => {
  expect(isNamedAfter(name, 'T5')).toBe(expected);
});

const patch: Patch = { name: 'T5-pin', rule: 'T5', path: '/T5-pin.patch', touches: ['src/x.ts'] };

function run(...tests: readonly (readonly [string, TestResult['outcome']])[]): TestRun {
  const results = tests.map(([fullName, outcome]) => ({
    fullName,
    title: fullName,
    outcome,
    file: 'x',
    message: 'because',
    seconds: 0,
  }));
  return { unloaded: [], tests: results, seconds: 1.25 };
}

describe('judgePatch', () => {
  test.each([
    [run(['T5 a', 'failed by assertion'], ['T5 b', 'passed']), true, 'caught by "T5 a"  (1.3 s)'],
    [
      run(['T5 a', 'failed by assertion'], ['T5 b', 'failed by assertion']),
      true,
      'caught by "T5 a" and 1 more',
    ],
    [run(['T5 a', 'failed by assertion'], ['T5 b', 'failed otherwise']), true, 'caught by "T5 a"  '],
    [run(['T5 a', 'passed']), false, 'is not noticed: all 1 tests of T5 pass'],
    [run(), false, 'is not noticed'],
    [
      run(['T5 a', 'failed otherwise']),
      false,
      'makes tests crash, but none fails by assertion: T5 a: because',
    ],
    [run(['T50 a', 'failed by assertion']), false, 'none fails by assertion'],
    [{ ...run(['T5 a', 'failed by assertion']), unloaded: ['y.test.ts'] }, false, 'breaks y.test.ts'],
  ] as const)('%#', (given, ok, text) => {
    expect(judgePatch(patch, given)).toEqual({ name: 'T5-pin', ok, text: expect.stringContaining(text) });
  });
});

test('files beside what a patch touches are asked first, and those that take long last, each alone', () => {
  const own = { file: '__tests__/io/http/client.test.ts', seconds: 20 };
  const near = { file: '__tests__/io/http/a.test.ts', seconds: 1 };
  const far = { file: '__tests__/io/b.test.ts', seconds: 4 };
  const slow = { file: '__tests__/io/http/c.test.ts', seconds: 8 };
  const touching = { ...patch, touches: ['src/io/http/client.ts'] };
  expect(groupsOf([slow, far, near, own], touching)).toEqual([
    [own.file],
    [near.file],
    [far.file],
    [slow.file],
  ]);
  expect(groupsOf([far, slow, far], touching)).toEqual([[far.file], [slow.file]]);
  expect(groupsOf([far, near], touching)).toEqual([[near.file], [far.file]]);
});

describe('judgeBaseline', () => {
  test.each([
    [run(['T5 a', 'passed']), [patch], true, '1 tests'],
    [run(['T50 a', 'passed']), [patch], false, 'has no test'],
    [
      run(['T5 a', 'passed'], ['T5 b', 'failed by assertion']),
      [patch],
      false,
      'fails without any patch: T5 b',
    ],
    [run(['T5 a', 'passed']), [{ ...patch, rule: 'T50' }], false, 'has no patch'],
    [{ ...run(['T5 a', 'passed']), unloaded: ['y.test.ts'] }, [patch], false, 'y.test.ts does not load'],
  ] as const)('%#', (given, patches, ok, text) => {
    expect(judgeBaseline('T5', given, patches)).toEqual({
      name: 'T5',
      ok,
      text: expect.stringContaining(text),
    });
  });
});

test('readReport tells assertions from crashes, and files that did not load', () => {
  const failed = (message: string, details: object = {}) => ({
    fullName: message,
    title: message,
    status: 'failed',
    failureMessages: [message],
    failureDetails: [details],
  });
  const messages = [
    failed('Error: expected', { matcherResult: { pass: false } }),
    failed('Error: Property failed after 1 tests\n    at x (/r/node_modules/fast-check/x.js:1:1)'),
    failed('Error: expect(received).rejects.toEqual()\n\nReceived promise resolved instead of rejected'),
    failed(
      'Error: nothing was thrown\n    at faultOf (/r/__tests__/support/faults.ts:1:1)\n    at /r/src/x.ts:1:1',
    ),
    failed('Error: from the source\n    at work (/r/src/x.ts:1:1)\n    at /r/__tests__/x.test.ts:1:1'),
    failed('TypeError: undefined is not\n    at /r/__tests__/x.test.ts:1:1'),
    failed('Error: expect(received).resolves.toEqual()\n\nReceived promise rejected instead of resolved'),
    failed('Error: Exceeded timeout of 5 ms\n    at /r/__tests__/x.test.ts:1:1'),
  ];
  const passed = {
    fullName: 'ok',
    title: 'ok',
    status: 'passed',
    failureMessages: [],
    failureDetails: [],
  };
  const skipped = { ...passed, fullName: 'no', status: 'pending' };
  const testResults = [
    {
      name: '/r/__tests__/x.test.ts',
      message: '',
      startTime: 500,
      endTime: 2000,
      assertionResults: [...messages, passed, skipped],
    },
    {
      name: '/r/__tests__/y.test.ts',
      message: 'SyntaxError',
      startTime: 0,
      endTime: 0,
      assertionResults: [],
    },
  ];
  const { tests, unloaded } = readReport({ testResults }, '/r');
  expect(unloaded).toEqual(['__tests__/y.test.ts']);
  expect(tests[0]?.seconds).toBe(1.5);
  expect(tests.map(({ outcome }) => outcome)).toEqual([
    ...Array(4).fill('failed by assertion'),
    ...Array(4).fill('failed otherwise'),
    'passed',
  ]);
});

const project = {
  'package.json': '{"type":"module"}',
  ...Object.fromEntries(
    ['jest.config.js', 'scripts/test/one-by-one.cjs'].map((path) => [
      path,
      readFileSync(join(root, path), 'utf8'),
    ]),
  ),
  'src/x.ts': 'export const works = (text: string): boolean => text === "good";\n',
  '__tests__/x.test.ts': [
    "import { expect, test } from '@jest/globals';",
    "import { works } from '../src/x.ts';",
    "test('T1 refuses what begins alike', () => expect(works('good-evil')).toBe(false));",
    "test('T1 accepts', () => expect(works('good')).toBe(true));",
    "test('other', () => expect(works('bad')).toBe(false));",
  ].join('\n'),
  'dist/index.js': 'left out',
  '__tests__/e2e/y.test.ts': "test('T1 left out', () => { throw new Error(); });",
};
const line = project['src/x.ts'].trim();

test('a copy takes a patch and gives it back', () => {
  write({
    ...project,
    'T1.patch': diff('src/x.ts', line, '// gone'),
    'T2.patch': diff('src/x.ts', 'other', 'x'),
  });
  const [good, stale] = ['T1', 'T2'].map((name) => ({ ...patch, name, path: join(folder, `${name}.patch`) }));
  if (!good || !stale) throw new Error('unreachable');
  mkdirSync(join(folder, 'node_modules'));
  const outer = mkdtempSync(join(tmpdir(), 'custody-scratch-'));
  try {
    const scratch = makeScratch(folder, join(outer, 'copy'));
    expect(existsSync(join(scratch.folder, 'dist'))).toBe(false);
    expect(scratch.apply(stale)).toContain('patch does not apply');
    expect(problemOf(scratch.folder, good)).toBeUndefined();
    expect(scratch.apply(good)).toBeUndefined();
    expect(readFileSync(join(scratch.folder, 'src/x.ts'), 'utf8')).toBe('// gone\n');
    scratch.restore();
    expect(readFileSync(join(scratch.folder, 'src/x.ts'), 'utf8')).toBe(project['src/x.ts']);
    expect(readFileSync(join(folder, 'src/x.ts'), 'utf8')).toBe(project['src/x.ts']);
  } finally {
    rmSync(outer, { recursive: true });
  }
});

test('a whole run over a small project', async () => {
  write({
    ...project,
    'patches/T1-caught.patch': diff(
      'src/x.ts',
      line,
      line.replace('text === "good"', 'text.startsWith("good")'),
    ),
    'patches/T1-crash.patch': diff('src/x.ts', line, line.replace('text === "good"', 'nothing.at.all')),
    'patches/T1-green.patch': diff('src/x.ts', line, `${line} // the same`),
    'patches/T1-stale.patch': diff('src/x.ts', 'something else', 'x'),
    'patches/T1-syntax.patch': diff('src/x.ts', line, 'export const works = ('),
  });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const told: Result[] = [];
  const patches = readPatches(join(folder, 'patches'));
  const results = await checkRules({
    root: folder,
    rules: ['T1', 'T2'],
    patches,
    onResult: (result) => told.push(result),
  });
  expect(told).toEqual(results);
  const found = new Map(results.map(({ name, ok, text }) => [name, `${ok ? 'ok' : 'failed'} ${text}`]));
  expect([...found.keys()].sort()).toEqual([
    'T1-caught',
    'T1-crash',
    'T1-green',
    'T1-stale',
    'T1-syntax',
    'T2',
  ]);
  expect(found.get('T1-caught')).toMatch(/^ok caught by "T1 refuses what begins alike" {2}\(\d+\.\d s\)$/);
  expect(found.get('T1-crash')).toContain('failed makes tests crash');
  expect(found.get('T1-green')).toBe('failed is not noticed: all 2 tests of T1 pass without it');
  expect(found.get('T1-stale')).toMatch(/^failed no longer applies: [\s\S]*git diff -- src\/x\.ts > /);
  expect(found.get('T1-syntax')).toContain('failed breaks __tests__/x.test.ts');
  expect(found.get('T2')).toContain('failed has no test');
}, 60_000);
