/** What has to hold before a merge on our machines, `.ci/run`, holds on GitHub's too: .github/workflows/ci.yml. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../support/workflow.ts';

const scriptsIn = (path: string) => {
  const text = readFileSync(join(root, path), 'utf8');
  return new Set(text.match(/\bnpm (?:test|start|run [\w:-]+)/g));
};

test('each script of .ci/run is a step of the workflow', () => {
  const [local, hosted] = [scriptsIn('.ci/run'), scriptsIn('.github/workflows/ci.yml')];
  expect(local.size).toBeGreaterThan(8);
  expect([...local].filter((script) => !hosted.has(script))).toEqual([]);
});
