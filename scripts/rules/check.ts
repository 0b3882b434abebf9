/** Takes each rule out and demands that a test named after it notices. */
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { isNamedAfter, namePattern } from './in-force.ts';
import type { Patch } from './patches.ts';
import { runTests, type TestResult, type TestRun } from './run-tests.ts';
import { makeScratch, type Scratch } from './scratch.ts';

export interface Result {
  /** Of the patch, or the rule when there is something wrong before any patch. */
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
}

export interface Check {
  readonly root: string;
  readonly rules: readonly string[];
  readonly patches: readonly Patch[];
  readonly onResult: (result: Result) => void;
}

/** Two test runs at a time keep two processors busy; the baseline takes both. */
const LANES = 2;

/** Rules first, for without good tests no patch says anything; then every patch. Each result is told when it is known. */
export async function checkRules({ root, rules, patches, onResult }: Check): Promise<readonly Result[]> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'custody-rules-')));
  try {
    const lanes = Array.from({ length: LANES }, (_, lane) => makeScratch(root, join(base, `lane-${lane}`)));
    const baseline = await runTests({
      folder: (lanes[0] as Scratch).folder,
      rules,
      files: filesNaming(root, rules),
      workers: LANES,
      stopEarly: false,
    });
    const results = rules.map((rule) => judgeBaseline(rule, baseline, patches)).filter(({ ok }) => !ok);
    for (const result of results) onResult(result);
    const queue = patches.filter(({ rule }) => !results.some(({ name }) => name === rule)).values();
    const work = async (scratch: Scratch): Promise<void> => {
      for (const patch of queue) {
        const result = await tryPatch(patch, scratch, baseline);
        results.push(result);
        onResult(result);
      }
    };
    await Promise.all(lanes.map(work));
    return results;
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** Test files in which a rule is named at all, so that only these are loaded. */
function filesNaming(root: string, rules: readonly string[]): readonly string[] {
  const naming = new RegExp(`['"\`]${namePattern(rules).replace('(?:^| )', '(?:[^\'"`]* )?')}`);
  return readdirSync(join(root, '__tests__'), { recursive: true, encoding: 'utf8' })
    .map((path) => `__tests__/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.test.ts') && !/^__tests__\/(?:e2e|docs)\//.test(path))
    .filter((path) => naming.test(readFileSync(join(root, path), 'utf8')));
}

/** Exported for its test. */
export function judgeBaseline(rule: string, baseline: TestRun, patches: readonly Patch[]): Result {
  const fail = (text: string): Result => ({ name: rule, ok: false, text });
  const tests = baseline.tests.filter(({ fullName }) => isNamedAfter(fullName, rule));
  const failed = tests.find(({ outcome }) => outcome !== 'passed');
  if (baseline.unloaded.length > 0)
    return fail(`cannot be tried: ${baseline.unloaded.join(', ')} does not load`);
  if (tests.length === 0) return fail('has no test: write an attack on it, named after it');
  if (failed) return fail(`a test fails without any patch: ${failed.fullName}: ${failed.message}`);
  if (!patches.some((patch) => patch.rule === rule))
    return fail(`has no patch: add __tests__/rules/${rule}.patch, which takes it out`);
  return { name: rule, ok: true, text: `${tests.length} tests` };
}

/** What a file may take that is asked before all that take longer. */
const QUICK_SECONDS = 5;

/**
 * The files that are asked together, one group after the other until one notices: that of the very file which the patch
 * touches and those beside it, for they nearly always do; then all others; then those that take long, the quickest
 * first. Exported for its test.
 */
export function groupsOf(
  tests: readonly Pick<TestResult, 'file' | 'seconds'>[],
  { touches }: Patch,
): readonly (readonly string[])[] {
  const seconds = new Map(tests.map((test) => [test.file, test.seconds]));
  const mirrors = touches.map((path) => path.replace(/^src\//, '__tests__/'));
  const folders = mirrors.map((path) => posix.dirname(path));
  const isMirror = (file: string) => mirrors.some((path) => file === path.replace(/\.ts$/, '.test.ts'));
  const isNear = (file: string) => folders.includes(posix.dirname(file));
  const secondsOf = (file: string) => seconds.get(file) ?? 0;
  const isQuick = (file: string) => secondsOf(file) <= QUICK_SECONDS;
  const files = [...seconds.keys()];
  const rest = files.filter((file) => !isMirror(file));
  const slow = rest.filter((file) => !isQuick(file)).sort((a, b) => secondsOf(a) - secondsOf(b));
  return [
    files.filter(isMirror),
    rest.filter((file) => isNear(file) && isQuick(file)),
    rest.filter((file) => !isNear(file) && isQuick(file)),
    ...slow.map((file) => [file]),
  ].filter((group) => group.length > 0);
}

async function tryPatch(patch: Patch, scratch: Scratch, baseline: TestRun): Promise<Result> {
  const { name, rule } = patch;
  const problem = scratch.apply(patch);
  if (problem !== undefined) return { name, ok: false, text: renewal(patch, problem) };
  try {
    const named = baseline.tests.filter(({ fullName }) => isNamedAfter(fullName, rule));
    const request = { folder: scratch.folder, rules: [rule], workers: 1, stopEarly: true };
    let all: TestRun = { unloaded: [], tests: [], seconds: 0 };
    for (const files of groupsOf(named, patch)) {
      const { unloaded, tests, seconds } = await runTests({ ...request, files });
      all = { unloaded, tests: [...all.tests, ...tests], seconds: all.seconds + seconds };
      if (unloaded.length > 0 || judgePatch(patch, all).ok) break;
    }
    return judgePatch(patch, all);
  } catch (error) {
    return { name, ok: false, text: (error as Error).message };
  } finally {
    scratch.restore();
  }
}

/** Exported for its test. */
export function judgePatch({ name, rule }: Patch, run: TestRun): Result {
  const fail = (text: string): Result => ({ name, ok: false, text });
  if (run.unloaded.length > 0)
    return fail(`breaks ${run.unloaded.join(', ')} instead of taking the rule out`);
  const failed = run.tests.filter(({ outcome }) => outcome !== 'passed');
  const caught = failed.filter(
    ({ outcome, fullName }) => outcome === 'failed by assertion' && isNamedAfter(fullName, rule),
  );
  const [first] = caught;
  if (first) {
    const more = caught.length > 1 ? ` and ${caught.length - 1} more` : '';
    return { name, ok: true, text: `caught by "${first.title}"${more}  (${run.seconds.toFixed(1)} s)` };
  }
  const [other] = failed;
  if (other)
    return fail(`makes tests crash, but none fails by assertion: ${other.fullName}: ${other.message}`);
  return fail(`is not noticed: all ${run.tests.length} tests of ${rule} pass without it`);
}

function renewal({ name, touches }: Patch, problem: string): string {
  return [
    `no longer applies: ${problem}`,
    `  To renew it, take the rule out of ${touches.join(', ')} by hand, then:`,
    `    git diff -- ${touches.join(' ')} > __tests__/rules/${name}.patch`,
    `    git apply -R __tests__/rules/${name}.patch`,
  ].join('\n');
}
