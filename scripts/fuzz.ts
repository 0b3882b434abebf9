/**
 * `npm run fuzz [-- path…]`: the property tests of every parser of outside bytes and of every escaper, with a million
 * cases each, or as many as FUZZ_RUNS says. A line for each suite; one that fails says how it is repeated.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const runs = process.env['FUZZ_RUNS'] ?? '1000000';
const seed = process.env['FUZZ_SEED'] ?? String(randomInt(1, 2 ** 31));
const A_DAY = 24 * 60 * 60_000;
const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
  `--testTimeout=${A_DAY}`,
];

/** The suites that let it be said how many cases they try. */
function suites(): readonly string[] {
  const all = globSync('__tests__/**/*.test.ts', { cwd: root });
  return all.filter((path) => readFileSync(join(root, path), 'utf8').includes('/support/runs.ts')).sort();
}

/** Says how it went, and whether it went well. What hangs is ended after a day. */
function passes(path: string): boolean {
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [...jest, path], {
    cwd: root,
    encoding: 'utf8',
    timeout: A_DAY,
    maxBuffer: 2 ** 30,
    env: { ...process.env, FUZZ_RUNS: runs, FUZZ_SEED: seed },
  });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const passed = status === 0;
  console.log(`${passed ? 'passed' : 'FAILED'} ${seconds.padStart(8)} s  ${path}`);
  if (!passed)
    console.log(`${stdout}${stderr}repeat: FUZZ_SEED=${seed} FUZZ_RUNS=${runs} npm run fuzz -- ${path}`);
  return passed;
}

const asked = process.argv.slice(2);
const paths = asked.length > 0 ? asked : suites();
console.log(`${paths.length} suites, ${runs} cases of each property, seed ${seed}`);
const failed = paths.filter((path) => !passes(path)).length;
console.log(`${paths.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
