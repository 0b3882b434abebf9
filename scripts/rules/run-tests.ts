/** Runs the tests that are named after rules, in a scratch copy, and reads jest's report. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { namePattern } from './in-force.ts';

export interface TestResult {
  readonly fullName: string;
  /** Without the groups that it stands in. */
  readonly title: string;
  /** Relative to the root of the scratch copy. */
  readonly file: string;
  readonly outcome: 'passed' | 'failed by assertion' | 'failed otherwise';
  /** First line of the failure. */
  readonly message: string;
  /** Of all tests of its file that ran, with what is done before them. */
  readonly seconds: number;
}

export interface TestRun {
  /** Files that could not be loaded or compiled. */
  readonly unloaded: readonly string[];
  /** Only tests that ran. */
  readonly tests: readonly TestResult[];
  readonly seconds: number;
}

export interface TestRequest {
  readonly folder: string;
  readonly rules: readonly string[];
  /** Test files to load, relative to `folder`. */
  readonly files: readonly string[];
  /** One runs all files in the process of jest itself. */
  readonly workers: number;
  /** Whether the first failure by assertion is enough; needs one worker. */
  readonly stopEarly: boolean;
}

/** For one patch, and for all tests of all rules. */
const TIME_LIMIT_MS = { one: 180_000, all: 900_000 };

/** @throws Error when jest does not come to a report: it was ended for its time, or cannot run at all */
export async function runTests(request: TestRequest): Promise<TestRun> {
  const start = performance.now();
  const report = join(request.folder, 'rules-report.json');
  rmSync(report, { force: true });
  const said = await jest(request, report);
  if (!existsSync(report)) throw new Error(`jest wrote no report:\n${said}`);
  const run = readReport(JSON.parse(readFileSync(report, 'utf8')), request.folder);
  return { ...run, seconds: (performance.now() - start) / 1000 };
}

function jest({ folder, rules, files, workers, stopEarly }: TestRequest, report: string): Promise<string> {
  const words = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(folder, 'node_modules', 'jest', 'bin', 'jest.js'),
    `--rootDir=${folder}`,
    `--cacheDirectory=${join(folder, '..', 'jest-cache')}`,
    `--maxWorkers=${workers}`,
    ...(stopEarly ? [`--testEnvironment=${join(import.meta.dirname, 'stop-early.cjs')}`] : []),
    '--watchman=false',
    // A test that a patch breaks in the middle may leave a server open; the report is written by then.
    '--forceExit',
    '--silent',
    '--json',
    `--outputFile=${report}`,
    '-t',
    namePattern(rules),
    '--runTestsByPath',
    ...files,
  ];
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    FORCE_COLOR: '0',
    NODE_COMPILE_CACHE: join(folder, '..', 'compile-cache'),
  };
  const child = spawn(process.execPath, words, {
    cwd: folder,
    env,
    timeout: TIME_LIMIT_MS[stopEarly ? 'one' : 'all'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(said.slice(-2000)));
  });
}

/** What is read of jest's report (https://jestjs.io/docs/configuration#testresultsprocessor-string). */
interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    /** Milliseconds. */
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
      readonly failureDetails: readonly object[];
    }[];
  }[];
}

/** Exported for its test. */
export function readReport(report: JestReport, folder: string): Omit<TestRun, 'seconds'> {
  const unloaded = report.testResults
    .filter(({ assertionResults, message }) => assertionResults.length === 0 && message !== '')
    .map(({ name }) => relative(folder, name));
  const tests = report.testResults.flatMap(({ name, startTime, endTime, assertionResults }) =>
    assertionResults.flatMap(({ fullName, title, status, ...failure }): TestResult[] => {
      const file = relative(folder, name).replaceAll('\\', '/');
      const message = failure.failureMessages[0]?.split('\n')[0] ?? '';
      const test = { fullName, title, file, message, seconds: (endTime - startTime) / 1000 };
      if (status === 'passed') return [{ ...test, outcome: 'passed' }];
      if (status !== 'failed') return [];
      const asserted =
        failure.failureDetails.some(isAssertion) || failure.failureMessages.some(isOwnAssertion);
      return [{ ...test, outcome: asserted ? 'failed by assertion' : 'failed otherwise' }];
    }),
  );
  return { unloaded, tests };
}

function isAssertion(details: object): boolean {
  return 'matcherResult' in details;
}

/** A property that does not hold, a kept promise, or an error that a test itself throws as something is not as it should be. */
function isOwnAssertion(message: string): boolean {
  if (/^Error: Property failed after/.test(message)) return true;
  if (message.includes('Received promise resolved instead of rejected')) return true;
  const frame = /^\s+at .*$/m.exec(message)?.[0] ?? '';
  return /^Error: (?!Exceeded timeout)/.test(message) && frame.replaceAll('\\', '/').includes('/__tests__/');
}
