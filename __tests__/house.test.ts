/** The house as ARCHITECTURE.md describes it, held against the tree. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readFacts } from './house/facts.ts';
import { brokenRules } from './house/rooms.ts';
import { describeSpread, spreadOf } from './house/sizes.ts';
import { loosePins, machinePaths, privateSources, templatedScripts, yamlBlocks } from './house/texts.ts';

const root = join(import.meta.dirname, '..');
const SKIPPED = new Set(['.git', 'node_modules', 'dist', 'lib', 'coverage', '.custody', 'custody-evidence']);

/** Every file below a path, relative to the root, with forward slashes; generated folders are left out. */
function filesUnder(path: string): readonly string[] {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return [];
  if (statSync(absolute).isFile()) return [path];
  return readdirSync(absolute, { withFileTypes: true })
    .filter((entry) => !SKIPPED.has(entry.name) && (entry.isFile() || entry.isDirectory()))
    .flatMap((entry) => filesUnder(relative(root, join(absolute, entry.name)).replaceAll('\\', '/')));
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** What a rule finds in some files, each with the name of the file in front. */
function findings(
  paths: readonly string[],
  rule: (text: string, path: string) => readonly string[],
): string[] {
  return paths.flatMap((path) => rule(read(path), path).map((found) => `${path}: ${found}`));
}

const all = filesUnder('.').map((path) => path.replace(/^\.\//, ''));
const sources = all.filter((path) => /^(?:src|sandbox)\/.+\.ts$/.test(path));
const yaml = all.filter((path) => /\.ya?ml$/.test(path) && !path.startsWith('__tests__/'));
const pages = all.filter((path) => path.endsWith('.md') && !path.startsWith('__tests__/'));

describe('who may know whom', () => {
  test('there are sources to hold the rule against', () => {
    expect(sources.filter((path) => path.startsWith('src/')).length).toBeGreaterThan(10);
  });

  test('every import and every way to the world keeps to its room', () => {
    expect(findings(sources, (text, path) => brokenRules(path, readFacts(text)))).toEqual([]);
  });
});

describe('what people copy', () => {
  test('there are workflows to hold the rules against', () => {
    expect(yaml).toContain('.github/workflows/ci.yml');
  });

  test('T50 every action is pinned by its full commit', () => {
    expect(findings([...yaml, ...pages], loosePins)).toEqual([]);
  });

  test('T50 no template expression stands inside a script', () => {
    expect(findings(yaml, templatedScripts)).toEqual([]);
    expect(findings(pages, (text) => yamlBlocks(text).flatMap(templatedScripts))).toEqual([]);
  });
});

describe('the project speaks of itself alone', () => {
  test('no path of one machine', () => {
    const texts = all.filter((path) => /\.(?:[cm]?[jt]s|json|md|ya?ml|sh|toml|txt)$/.test(path));
    expect(
      findings(
        texts.filter((path) => !path.startsWith('__tests__/')),
        machinePaths,
      ),
    ).toEqual([]);
  });

  test('no package source but the public ones', () => {
    const settings = all.filter((path) =>
      /(?:^|\/)(?:\.npmrc|package-lock\.json|.*requirements\.txt)$/.test(path),
    );
    expect(settings).toContain('package-lock.json');
    expect(findings(settings, privateSources)).toEqual([]);
  });
});

afterAll(() => {
  const facts = sources.map((path) => ({
    lines: read(path).split('\n').length - 1,
    ...readFacts(read(path)),
  }));
  const files = spreadOf(facts.map(({ lines }) => lines));
  const functions = spreadOf(facts.flatMap((fact) => fact.functions));
  process.stdout.write(`${describeSpread('files', files, '80, 240, 300')}\n`);
  process.stdout.write(`${describeSpread('functions', functions, '10, 30, 50')}\n`);
});
