/**
 * A process of its own in which mutants live: loads the test files once, with every mutant woven into the source and
 * asleep, then wakes one after the other and runs the tests that it is asked for until one fails.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lay, state } from './sleepers.ts';
import { beginFile, finish, groupsOf, prepare, run, type Test, tests } from './stand-in.ts';

export type Request =
  /** Every test once, with all mutants asleep. */
  | { readonly kind: 'rehearse' }
  /** One mutant, and the numbers of the tests to run, in this order. */
  | { readonly kind: 'try'; readonly mutant: number; readonly tests: readonly number[] }
  /** One that is awake while everything is loaded; all tests of these files but those of these names. */
  | {
      readonly kind: 'try anew';
      readonly mutant: number;
      readonly files: readonly string[];
      readonly except: readonly string[];
    }
  | { readonly kind: 'end' };

export type Answer =
  /** Before each test. */
  | { readonly kind: 'going on' }
  | { readonly kind: 'loaded'; readonly problem?: string }
  | { readonly kind: 'rehearsed'; readonly atLoad: readonly number[]; readonly tests: readonly Rehearsal[] }
  | { readonly kind: 'tried'; readonly test?: string; readonly problem?: string; readonly stained?: boolean };

export interface Rehearsal {
  readonly file: string;
  readonly name: string;
  readonly milliseconds: number;
  readonly reached: readonly number[];
  readonly problem?: string;
}

const PATIENCE_MS = 20_000;

const [orderPath = ''] = process.argv.slice(2);
const { root, testFiles } = lay(orderPath);

function answer(message: Answer): void {
  process.send?.(message);
}

/** What a test throws, in one line. */
async function failure(test: Test): Promise<string | undefined> {
  answer({ kind: 'going on' });
  try {
    await prepare(test);
    await run(test, PATIENCE_MS);
    return undefined;
  } catch (error) {
    return firstLine(error);
  }
}

/** Whatever has to be made before tests first: what that reaches belongs to no test. */
async function rehearse(): Promise<Answer> {
  for (const test of tests) await prepare(test).catch(() => {});
  const atLoad = [...state.reached];
  const rehearsals = [];
  for (const test of tests) rehearsals.push(await rehearseOne(test));
  return { kind: 'rehearsed', atLoad, tests: rehearsals };
}

async function rehearseOne(test: Test): Promise<Rehearsal> {
  state.reached = new Set();
  const begun = performance.now();
  const problem = await failure(test);
  const milliseconds = performance.now() - begun;
  return {
    file: fileOf(test),
    name: test.name,
    milliseconds,
    reached: [...state.reached],
    ...(problem && { problem }),
  };
}

function fileOf({ group }: Test): string {
  return groupsOf(group)[0]?.name ?? '';
}

async function tryMutant(mutant: number, asked: readonly number[]): Promise<Answer> {
  for (const index of asked) {
    const test = tests[index] as Test;
    state.awake = mutant;
    const problem = await failure(test);
    state.awake = 0;
    if (problem === undefined) continue;
    // What it has left behind must not be laid to the next one.
    const stained = (await failure(test)) !== undefined;
    return { kind: 'tried', test: test.name, problem, stained };
  }
  return { kind: 'tried' };
}

async function tryAnew(
  mutant: number,
  files: readonly string[],
  except: ReadonlySet<string>,
): Promise<Answer> {
  const staged = [...tests];
  state.awake = mutant;
  state.edition++;
  try {
    for (const path of files) {
      tests.length = 0;
      try {
        await load(path);
      } catch (error) {
        return { kind: 'tried', test: `${path}: loading`, problem: firstLine(error) };
      }
      for (const test of tests.filter(({ name }) => !except.has(name))) {
        const problem = await failure(test);
        if (problem !== undefined) return { kind: 'tried', test: test.name, problem };
      }
      await finish().catch(() => {});
    }
    return { kind: 'tried' };
  } finally {
    state.awake = 0;
    tests.splice(0, tests.length, ...staged);
  }
}

async function load(path: string): Promise<void> {
  beginFile(path);
  await import(pathToFileURL(join(root, path)).href);
}

function firstLine(error: unknown): string {
  return String((error as Error)?.message ?? error).split('\n')[0] || 'failed';
}

process.on('message', async (request: Request) => {
  if (request.kind === 'rehearse') answer(await rehearse());
  else if (request.kind === 'try') answer(await tryMutant(request.mutant, request.tests));
  else if (request.kind === 'try anew')
    answer(await tryAnew(request.mutant, request.files, new Set(request.except)));
  else {
    await finish().catch(() => {});
    process.exit();
  }
});
process.on('unhandledRejection', () => {});

try {
  const fastCheck = (await import('fast-check')).default;
  fastCheck.configureGlobal({ seed: 1, endOnFailure: true });
  for (const path of testFiles) await load(path);
  answer({ kind: 'loaded' });
} catch (error) {
  answer({ kind: 'loaded', problem: String((error as Error)?.stack ?? error) });
}
