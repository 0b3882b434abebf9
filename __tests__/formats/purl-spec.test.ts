/** Every test of the package URL specification, by its file and description. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { canonicalPurl, formatPurl, parsePurl } from '../../src/formats/purl.ts';
import type { Purl } from '../../src/model/purl.ts';
import { describeWithFixtures, fixtureJson, fixtures } from '../support/fixtures.ts';

/** Parts as the tests write them: an absent one is null, and so may be one that has to be there. */
type Parts = Readonly<Record<Exclude<keyof Purl, 'qualifiers'>, string | null>> & {
  readonly qualifiers: Purl['qualifiers'] | null;
};

type Case = {
  readonly description: string;
  readonly test_group: string;
  readonly expected_failure: boolean;
  readonly expected_output?: string | Parts | null;
} & (
  | { readonly test_type: 'parse' | 'validate'; readonly input: string }
  | { readonly test_type: 'build'; readonly input: Parts }
);

const folder = 'purl-spec/tests';
const files = fixtures
  ? readdirSync(join(process.env['CUSTODY_FIXTURES'] ?? '', folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.json'))
      .map((path) => path.replaceAll('\\', '/'))
      .sort()
  : [];
const suites = files.map((path) => {
  const { tests } = fixtureJson<{ tests: readonly Case[] }>(`${folder}/${path}`);
  return { path, tests };
});

function purlOfParts(parts: Parts): Purl {
  const { type, name, ...others } = parts;
  const present = Object.fromEntries(Object.entries(others).filter(([, part]) => part !== null));
  return { type: type ?? '', name: name ?? '', ...present };
}

function outcome(one: Case): string | Purl | undefined {
  switch (one.test_type) {
    case 'parse':
      return parsePurl(one.input);
    case 'validate':
      return canonicalPurl(one.input);
    case 'build':
      return formatPurl(purlOfParts(one.input));
  }
}

function expected({ expected_failure, expected_output }: Case): string | Purl | undefined {
  if (expected_failure) return undefined;
  return typeof expected_output === 'object' && expected_output !== null
    ? purlOfParts(expected_output)
    : (expected_output ?? '');
}

for (const { path, tests } of suites) {
  describe(path, () => {
    test.each(tests)('$test_group $test_type: $description', (one) => {
      expect(outcome(one)).toEqual(expected(one));
    });
  });
}

describeWithFixtures('the suite', () => {
  test('is whole', () => {
    const groups = suites.flatMap(({ tests }) => tests.map(({ test_group }) => test_group));
    expect(suites).toHaveLength(43);
    expect(groups.filter((group) => group === 'required')).toHaveLength(521);
    expect(groups.filter((group) => group === 'recommended')).toHaveLength(65);
  });
});
