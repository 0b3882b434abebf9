/** What the generator writes and what this repository runs, held against trust rule T50. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { actionFiles } from '../../scripts/generate/action-yml.ts';
import seal from '../../src/actions/seal.ts';
import verify from '../../src/actions/verify.ts';
import { loosePins, templatedScripts } from '../house/texts.ts';

const root = join(import.meta.dirname, '..', '..');

describe('T50 generated actions', () => {
  const files = actionFiles([seal, verify]);

  test('T50 there is one for each verb, each with its scripts', () => {
    expect(files.map(({ path }) => path)).toEqual(['action.yml', 'actions/verify/action.yml']);
    for (const { content } of files) expect(content.match(/^ +run: /gm)).toHaveLength(2);
  });

  test.each(files)('T50 $path holds no template in a script, and no loose reference', ({ content }) => {
    expect(templatedScripts(content)).toEqual([]);
    expect(loosePins(content)).toEqual([]);
  });

  test('T50 a declaration full of templates does not reach a script', () => {
    const hostile = { ...verify, title: '${{ x }}', description: '${{ x }}', purpose: '${{ x }}' };
    for (const { content } of actionFiles([hostile])) expect(templatedScripts(content)).toEqual([]);
  });
});

describe('T50 permissions', () => {
  const folder = join(root, '.github', 'workflows');
  const workflows = readdirSync(folder).map(
    (name) => [name, readFileSync(join(folder, name), 'utf8')] as const,
  );

  test.each(workflows)('T50 %s gives nothing to all jobs, and to each job only what it names', (_, text) => {
    const { permissions, jobs } = parse(text);
    expect(permissions).toEqual({});
    for (const job of Object.values<{ permissions?: unknown }>(jobs)) {
      expect(job.permissions).toEqual(expect.any(Object));
      expect(Object.values(job.permissions as object)).not.toContain('write-all');
    }
  });
});
