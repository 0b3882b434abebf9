/** `npm run fuzz` itself: a line for each suite, and a failure that can be repeated. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');

test('a suite that passes and one that does not', () => {
  const suites = ['__tests__/model/pattern.test.ts', '__tests__/none.test.ts'];
  const { status, stdout } = spawnSync(process.execPath, ['scripts/fuzz.ts', ...suites], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, FUZZ_RUNS: '5', FUZZ_SEED: '7' },
  });
  expect(status).toBe(1);
  expect(stdout).toMatch(/^2 suites, 5 cases of each property, seed 7\n/);
  expect(stdout).toMatch(/^passed +\d+\.\d s {2}__tests__\/model\/pattern\.test\.ts$/m);
  expect(stdout).toMatch(/^FAILED +\d+\.\d s {2}__tests__\/none\.test\.ts$/m);
  expect(stdout).toContain('repeat: FUZZ_SEED=7 FUZZ_RUNS=5 npm run fuzz -- __tests__/none.test.ts\n');
  expect(stdout).toMatch(/1 passed, 1 failed\n$/);
});
