/** What is generated is what is committed; and what a generated action.yml may hold. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { NoOperationTraceWriter } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/index';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { actionFiles } from '../../scripts/generate/action-yml.ts';
import { differences, write } from '../../scripts/generate/files.ts';
import { marked, replaceMarked, table } from '../../scripts/generate/markdown.ts';
import { generate } from '../../scripts/generate.ts';
import { defineCommand } from '../../src/kit/define.ts';
import { publicName } from '../../src/kit/names.ts';
import { codes } from '../../src/model/codes.ts';

interface Step {
  readonly id: string;
  readonly if: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly required: boolean; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const root = resolve(import.meta.dirname, '../..');
const files = await generate(root);
const actions = files.filter(({ path }) => path.endsWith('action.yml'));

test('generated == committed', () => {
  expect(differences(root, files)).toEqual([]);
});

test('there is an action for each verb, seal at the root alone', () => {
  expect(actions.map(({ path }) => path)).toEqual([
    'action.yml',
    'actions/sbom/action.yml',
    'actions/verify/action.yml',
  ]);
});

describe.each(actions.map((file) => [file.path, file] as const))('%s', (path, { content }) => {
  const action = parse(content) as Action;

  test("is accepted by GitHub's own parser", () => {
    const parsed = parseAction({ name: path, content }, new NoOperationTraceWriter());
    expect(parsed.context.errors.getErrors()).toEqual([]);
    const broken = content.replace('using: composite', 'using: composit');
    const refused = parseAction({ name: path, content: broken }, new NoOperationTraceWriter());
    expect(refused.context.errors.getErrors()).not.toEqual([]);
  });

  test('T50 no template expression stands inside of a script', () => {
    for (const { run } of action.runs.steps) expect(run).not.toContain('${{');
  });

  test('hands over every input in the environment, by a name that dash keeps', () => {
    for (const { env } of action.runs.steps) {
      expect(Object.values(env)).toEqual(Object.keys(action.inputs).map((name) => `\${{ inputs.${name} }}`));
      for (const name of Object.keys(env)) expect(name).toMatch(/^INPUT_[A-Z0-9_]+$/);
    }
  });

  test('runs one of two steps, and takes outputs from either', () => {
    expect(action.runs.steps.map(({ id, if: condition, shell }) => [id, condition, shell])).toEqual([
      ['unix', "runner.os != 'Windows'", 'sh'],
      ['windows', "runner.os == 'Windows'", 'bash'],
    ]);
    expect(Object.keys(action.outputs)).toContain('verdict');
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.unix.outputs.${name} || steps.windows.outputs.${name} }}`);
    }
  });

  test('calls the launcher where it lies', () => {
    const up = path === 'action.yml' ? '' : '/../..';
    const verb = path === 'action.yml' ? 'seal' : path.split('/')[1];
    for (const { run } of action.runs.steps) {
      expect(run).toBe(`exec sh "$GITHUB_ACTION_PATH${up}/launcher/launch.sh" ${verb}`);
    }
  });

  test('has texts as defaults, so that GitHub hands over what is written', () => {
    for (const input of Object.values(action.inputs))
      expect(['string', 'undefined']).toContain(typeof input.default);
  });
});

test('a command has no action.yml', () => {
  const never = () => Promise.reject(new Error('never run'));
  const command = {
    name: 'x',
    title: 'X',
    description: 'X.',
    permissions: {},
    inputs: {},
    outputs: {},
    run: never,
  };
  expect(actionFiles([defineCommand(command)])).toEqual([]);
});

/** Faults that a person may want to live with, or where the way around is the dangerous one. */
const riskyFaults = [110, 301, 303, 310, 402, 409, 503, 505, 507].map((number) => `CUSTODY-${number}`);

describe('error pages', () => {
  const accepting = Object.entries(codes).flatMap(([code, { kind }]) =>
    kind === 'refusal' || riskyFaults.includes(code) ? [code] : [],
  );

  test.each(accepting)('%s says how to accept the risk, or that nobody can', (code) => {
    const page = readFileSync(join(root, `docs/errors/${code}.md`), 'utf8');
    expect(page).toMatch(/\n## How to fix it\n[\s\S]+\n## How to accept the risk\n\n- \S[\s\S]{60,}/);
  });

  test('an exception in a page is one that the policy knows', () => {
    const page = readFileSync(join(root, 'docs/errors/CUSTODY-524.md'), 'utf8');
    const [, yaml = ''] = /```yaml\n([\s\S]+?) {2}```/.exec(page) ?? [];
    const [exception] = parse(yaml).exceptions;
    expect(Object.keys(exception)).toEqual(['rule', 'subject', 'until', 'owner', 'reason', 'approved-by']);
  });

  test.each(Object.keys(codes))('%s explains itself by hand', (code) => {
    const page = readFileSync(join(root, `docs/errors/${code}.md`), 'utf8');
    const byHand = page.split('<!-- end of generated: head -->\n')[1] ?? '';
    expect(byHand).toMatch(/\n## Why it matters\n\n[\s\S]+\n## How to fix it\n\n- [\s\S]+/);
    expect(byHand.split('\n').filter((line) => line.trim() !== '').length).toBeGreaterThanOrEqual(5);
  });
});

describe('the generator', () => {
  test('sees a changed, a missing and a left-over file, and writes the first two', () => {
    const folder = mkdtempSync(join(tmpdir(), 'custody-generate-'));
    mkdirSync(join(folder, 'docs/errors'), { recursive: true });
    writeFileSync(join(folder, 'docs/errors/old.md'), 'x');
    writeFileSync(join(folder, 'a.txt'), 'one\ntwo\n');
    const wanted = [
      { path: 'a.txt', content: 'one\n2\n' },
      { path: 'schema/b.txt', content: 'b' },
    ];
    const wrong = differences(folder, wanted);
    expect(wrong).toEqual([
      { path: 'a.txt', why: 'differs from line 2 on' },
      { path: 'schema/b.txt', why: 'is missing' },
      { path: 'docs/errors/old.md', why: 'belongs to nothing that is declared; remove it' },
    ]);
    write(folder, wanted, wrong);
    expect(differences(folder, wanted)).toEqual(wrong.slice(2));
    rmSync(folder, { recursive: true });
  });
  test('keeps what is written by hand around its markers', () => {
    const text = `before\n${marked('x', 'old')}\nafter\n`;
    expect(replaceMarked(text, 'x', 'new')).toBe(`before\n${marked('x', 'new')}\nafter\n`);
    expect(() => replaceMarked('text', 'x', 'new')).toThrow(
      'The markers of the generated part `x` are missing.',
    );
  });
  test('keeps a pipe within its cell', () => {
    expect(table(['a'], [['x|y']])).toBe('| a |\n| --- |\n| x\\|y |');
  });
  test('names every input on the reference page', () => {
    for (const { path, content } of actions) {
      const verb = path === 'action.yml' ? 'seal' : (path.split('/')[1] ?? '');
      const page = files.find((file) => file.path === `docs/reference/${verb}.md`)?.content ?? '';
      for (const name of Object.keys((parse(content) as Action).inputs))
        expect(page).toContain(`| \`${publicName(name)}\` |`);
    }
  });
});
