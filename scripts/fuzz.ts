/**
 * `npm run fuzz [-- path…]`: the property tests of every parser of outside bytes and of every escaper, with a million
 * cases each, or as many as FUZZ_RUNS says.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const A_DAY = 24 * 60 * 60_000;

/** The suites that let it be said how many cases they try. */
function suites(): readonly string[] {
  const all = globSync('__tests__/**/*.test.ts', { cwd: root });
  return all.filter((path) => readFileSync(join(root, path), 'utf8').includes('/support/runs.ts')).sort();
}

const asked = process.argv.slice(2);
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const paths = asked.length > 0 ? asked : suites();
const { status } = spawnSync(process.execPath, [...flags, jest, `--testTimeout=${A_DAY}`, ...paths], {
  cwd: root,
  stdio: 'inherit',
  env: { FUZZ_RUNS: '1000000', ...process.env },
});
process.exitCode = status ?? 1;
