/** What people copy from the pages works: whole workflows are run, fragments and commands are held to the declarations. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { bootSandbox, type Sandbox } from '../../sandbox/index.ts';
import explain from '../../src/actions/explain.ts';
import policy from '../../src/actions/policy.ts';
import sbom from '../../src/actions/sbom.ts';
import seal from '../../src/actions/seal.ts';
import verify from '../../src/actions/verify.ts';
import type { Definition } from '../../src/kit/define.ts';
import { publicName } from '../../src/kit/names.ts';
import { actionReference } from '../../src/model/action-reference.ts';
import { loosePins, templatedScripts } from '../house/texts.ts';
import { blocksOf, localLinks, type Page, readPage, readPages } from '../support/pages.ts';
import { root, runIn } from '../support/workflow.ts';

const recipes = readPages('docs/recipes');
const pages = [readPage('README.md'), readPage('docs/README.md'), ...recipes];
const definitions: readonly Definition[] = [seal, verify, policy, explain, sbom];

type Fields = Readonly<Record<string, unknown>>;

describe('reading pages', () => {
  test('finds blocks with their words, and links outside of them', () => {
    const text = 'a [b](c.md#d)\n```yaml fragment x\n- [e](f.md)\n```\n[g](https://h) ```no```\n```\n```\n';
    expect(blocksOf(text)).toEqual([
      { language: 'yaml', words: ['fragment', 'x'], text: '- [e](f.md)\n', line: 2 },
      { language: '', words: [], text: '\n', line: 6 },
    ]);
    expect(localLinks(text)).toEqual(['c.md']);
    expect(() => blocksOf('```yaml\n')).toThrow('the block of line 1 is never closed');
  });
});

describe.each(pages.map((page) => [page.path, page] as const))('%s', (path, page) => {
  test('links to what is there', () => {
    const missing = localLinks(page.text).filter((link) => !existsSync(join(root, dirname(path), link)));
    expect(missing).toEqual([]);
  });

  test('pins what it uses and keeps expressions out of scripts', () => {
    expect(loosePins(page.text)).toEqual([]);
    expect(yamlOf(page).flatMap(({ text }) => templatedScripts(text))).toEqual([]);
  });

  test('gives the actions only inputs that they have, and all that they need', () => {
    const problems = yamlOf(page).flatMap(({ text, line }) =>
      stepsIn(parse(text)).flatMap((step) =>
        inputProblems(step).map((problem) => `line ${line}: ${problem}`),
      ),
    );
    expect(problems).toEqual([]);
  });

  test('gives the command only options that it has', () => {
    const commands = page.blocks
      .filter(({ language }) => language === 'sh')
      .flatMap(({ text }) => text.split('\n'));
    expect(commands.flatMap(optionProblems)).toEqual([]);
  });
});

function yamlOf(page: Page) {
  return page.blocks.filter(({ language }) => language === 'yaml');
}

/** Every mapping with `uses`, wherever it stands. */
function stepsIn(value: unknown): readonly Fields[] {
  if (Array.isArray(value)) return value.flatMap(stepsIn);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(stepsIn);
  return 'uses' in value ? [value as Fields, ...inner] : inner;
}

function inputProblems(step: Fields): readonly string[] {
  const definition = definitions.find(({ name }) => actionReference(name) === step['uses']);
  if (definition === undefined)
    return String(step['uses']).startsWith('custody-actions/') ? ['no such action'] : [];
  const given = Object.keys((step['with'] ?? {}) as Fields);
  const known = Object.keys(definition.inputs).map(publicName);
  const identity = given.includes('policy') ? ['policy'] : ['repository', 'signer-workflow'];
  const needed = definition.name === 'verify' ? ['files', ...identity] : ['files'];
  return [
    ...given.filter((name) => !known.includes(name)).map((name) => `${definition.name} has no input ${name}`),
    ...needed.filter((name) => !given.includes(name)).map((name) => `${definition.name} lacks ${name}`),
  ];
}

function optionProblems(line: string): readonly string[] {
  const [, verb, rest = ''] = /^custody (\w+)(.*)$/.exec(line) ?? [];
  if (verb === undefined) return [];
  const definition = definitions.find(({ name }) => name === verb);
  if (definition === undefined) return [`there is no verb ${verb}`];
  const known = Object.keys(definition.inputs).map((name) => `--${publicName(name)}`);
  return (rest.match(/--[\w-]+/g) ?? []).filter((option) => !known.includes(option));
}

describe('recipes', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await bootSandbox();
  });
  afterEach(() => expect(sandbox.githubService.violations).toEqual([]));
  afterAll(() => sandbox.close());

  test.each(recipes.map((page) => [page.path, page] as const))('%s is a page for one task', (path, page) => {
    expect(page.text.split('\n').length).toBeLessThanOrEqual(80);
    const fragments = yamlOf(page).filter(({ words }) => words[0] === 'fragment');
    const whole = yamlOf(page).filter(({ words }) => words.length === 0);
    expect(fragments.length + whole.length).toBe(yamlOf(page).length);
    expect(whole.filter(({ text }) => !isWorkflow(parse(text)))).toEqual([]);
    expect(readPage('docs/README.md').text).toContain(`(${path.slice('docs/'.length)})`);
  });

  const withWorkflows = recipes.filter((page) => Object.keys(workflowsOf(page)).length > 0);

  test.each(withWorkflows.map((page) => [page.path, page] as const))(
    '%s: its workflow runs',
    async (_, page) => {
      const ran = await runIn(sandbox, workflowsOf(page), { ref: 'refs/tags/v1.2.3' });
      expect(ran.log).not.toContain('CUSTODY-');
      expect(ran.result.conclusion).toBe('success');
      const verdicts = ran.result.jobs
        .flatMap(({ steps }) => steps)
        .flatMap(({ name, outputs }) =>
          name.startsWith('Run custody-actions/') ? [outputs['verdict']] : [],
        );
      const steps = stepsIn(Object.values(workflowsOf(page)).map((text) => parse(text)));
      const ours = steps.filter(({ uses }) => String(uses).startsWith('custody-actions/'));
      expect(verdicts.length).toBeGreaterThanOrEqual(ours.length);
      expect(new Set(verdicts)).toEqual(new Set(['pass']));
    },
  );
});

function isWorkflow(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'on' in value && 'jobs' in value;
}

/** The whole workflows of a page by the file name in their first line, those that are called last. */
function workflowsOf(page: Page): Record<string, string> {
  const texts = yamlOf(page)
    .filter(({ words }) => words.length === 0)
    .map(({ text }) => text);
  const isCalled = (text: string) => /^\s+workflow_call:/m.test(text);
  const ordered = [...texts.filter((text) => !isCalled(text)), ...texts.filter(isCalled)];
  return Object.fromEntries(ordered.map((text) => [fileOf(page, text), text]));
}

function fileOf({ path }: Page, text: string): string {
  const name = /^# \.github\/workflows\/([\w.-]+\.yml)\n/.exec(text)?.[1];
  if (name === undefined)
    throw new Error(`${path}: a whole workflow begins with # .github/workflows/FILE.yml`);
  return name;
}
