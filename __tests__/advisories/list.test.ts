/** docs/advisories.md names every advisory of the corpus once, and its tests are those that have the ids in their names. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { describeWithFixtures, fixtureJson, fixtures } from '../support/fixtures.ts';
import { localLinks, readPage } from '../support/pages.ts';
import { root } from '../support/workflow.ts';

const page = readPage('docs/advisories.md');
const idPattern = /GHSA(?:-[0-9a-z]{4}){3}|sigstore-\w+[#@][0-9a-f]+/g;

interface Row {
  readonly id: string;
  readonly last: string;
}

/** The rows of a table, by the heading above it. */
function rowsOf(heading: string): readonly Row[] {
  const section = page.text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| \[([^\]]+)\]\(https:[^)]+\) \|.*\| ([^|]+) \|$/gm)].map(
    ([, id = '', last = '']) => ({ id, last }),
  );
}

const played = rowsOf('Played');
const waiting = rowsOf('Waiting');
const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => id).sort();

/** Ids in the names of tests and groups, each with the files in which it stands. */
function namedInTests(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const path of globSync('__tests__/**/*.test.ts', { cwd: root }).sort()) {
    const text = readFileSync(join(root, path), 'utf8');
    for (const id of titlesOf(text).flatMap((title) => title.match(idPattern) ?? [])) {
      const files = found.get(id) ?? [];
      found.set(id, files.includes(path) ? files : [...files, path]);
    }
  }
  return found;
}

/** Literals before a function: what `test`, `describe` and the tables of either are called with. */
function titlesOf(text: string): readonly string[] {
  return [...text.matchAll(/(['"`])((?:(?!\1).)*)\1,\s*(?:async )?\(/g)].map(([, , title = '']) => title);
}

test('a title is the text before a function, and no other text', () => {
  const text = "// 'x'\ntest('a (b)', async () => f('c', 1));\n  ])(\n    'd',\n    (x) => x,\n  );\n";
  expect(titlesOf(text)).toEqual(['a (b)', 'd']);
});

describe('docs/advisories.md', () => {
  test('an advisory is played exactly where tests have its id in their names', () => {
    const linked = played.map(({ id, last }) => [id, localLinks(last).map((link) => join('docs', link))]);
    expect(Object.fromEntries(linked)).toEqual(Object.fromEntries(namedInTests()));
  });

  test('none is named twice, and none that waits is played', () => {
    const all = idsOf([...played, ...waiting]);
    expect(all.filter((id, index) => id === all[index - 1])).toEqual([]);
    expect(all.length).toBeGreaterThan(50);
  });

  test('links to what is there', () => {
    expect(localLinks(page.text).filter((link) => !existsSync(join(root, 'docs', link)))).toEqual([]);
  });
});

describeWithFixtures('the corpus of advisories', () => {
  const entries = fixtures ? fixtureJson<{ readonly id: string }[]>('advisory-corpus/advisories.json') : [];

  test('each of its entries is played or waits', () => {
    const listed = new Set(idsOf([...played, ...waiting]));
    expect(entries.length).toBeGreaterThan(50);
    expect(entries.map(({ id }) => id).filter((id) => !listed.has(id))).toEqual([]);
  });
});
