/** Lockfiles of a scanner with the packages that are in them: every one is expected of our readers, and none besides. */
import { readdirSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { Fault } from '../../src/model/fault.ts';
import type { Inventory, InventoryFile, Package, Reader, Surroundings } from '../../src/model/inventory.ts';
import { describeWithFixtures, fixture, fixtureJson, fixtures } from '../support/fixtures.ts';

interface Expected {
  readonly name: string;
  readonly version: string;
  readonly purlType: string;
  readonly location: { readonly line?: number };
  readonly groups?: readonly string[];
  readonly commit?: string;
}

interface Case {
  readonly test: string;
  readonly expect: 'packages' | 'error';
  readonly packages?: readonly Expected[];
  readonly options?: Readonly<Record<string, unknown>>;
}

interface Fixture {
  readonly input: string;
  readonly format: string;
  readonly cases: readonly Case[];
}

/** What differs from the scanner's view on purpose, by the name of a test, with the reason in its text. */
export type Differences = Readonly<Record<string, (expected: readonly Expected[]) => readonly Expected[]>>;

/** The surroundings of a file of the corpus: what lies beside it, no build. */
export function besides(folder: string): Surroundings {
  return {
    near: async (path) => {
      const target = posix.normalize(path);
      if (target.startsWith('..') || target.startsWith('/')) return undefined;
      try {
        return fixture(join(folder, target));
      } catch {
        return undefined;
      }
    },
    locked: [],
    installed: async function* () {},
  };
}

/** Nothing beside it. */
export const alone: Surroundings = {
  near: async () => undefined,
  locked: [],
  installed: async function* () {},
};

/** @param name of the file as the reader has to see it: fixtures bear names of their own */
export async function readAs(
  reader: Reader,
  name: string,
  bytes: Uint8Array,
  around: Surroundings = alone,
): Promise<Inventory> {
  const file: InventoryFile = { path: name, bytes };
  expect(reader.recognises(file)).toBe(true);
  return reader.read(file, around);
}

const facts = ({ name, version, purlType, line, groups, commit }: Record<string, unknown>) =>
  JSON.stringify({ name, version, purlType, line, groups, commit });

/** Lines, groups and commits are compared where the corpus states them; it names a package once, wherever it is. */
function compared(found: readonly Package[], expected: readonly Expected[]) {
  const has = {
    line: expected.some(({ location }) => location.line !== undefined),
    groups: expected.some(({ groups }) => groups !== undefined),
    commit: expected.some(({ commit }) => commit !== undefined),
  };
  const row = (
    name: string,
    version: string,
    purlType: string,
    more: Omit<Expected, 'name' | 'version' | 'purlType'>,
  ) =>
    facts({
      name,
      version,
      purlType,
      ...(has.line && { line: more.location.line }),
      ...(has.groups && { groups: [...(more.groups ?? [])].sort() }),
      ...(has.commit && { commit: more.commit }),
    });
  return {
    found: found
      .map(({ name, version, type, at, groups, origin }) =>
        row(name, version, type, {
          location: at.line === undefined ? {} : { line: at.line },
          ...(groups && { groups }),
          ...(origin?.commit && { commit: origin.commit }),
        }),
      )
      .sort()
      .filter((one, index, all) => one !== all[index - 1]),
    expected: expected
      .map(({ name, version, purlType, ...more }) => row(name, version, purlType, more))
      .sort(),
  };
}

/**
 * One test for each case of the given formats.
 * @param as the name under which the reader sees every file
 */
export function describeCorpus(
  reader: Reader,
  folder: string,
  formats: readonly string[],
  as: string,
  differences: Differences = {},
): void {
  describeWithFixtures(`${reader.name} on the corpus`, () => {
    const root = resolve(process.env['CUSTODY_FIXTURES'] ?? '.', 'lockfiles', folder);
    // The suite is skipped without the fixtures, yet its body is run.
    const all = fixtures ? readdirSync(root, { recursive: true, encoding: 'utf8' }) : [];
    const names = all.filter((path) => path.endsWith('.expected.json'));
    for (const name of names.map((path) => path.replaceAll('\\', '/')).sort()) {
      const path = posix.join('lockfiles', folder, name);
      const { input, format, cases } = fixtureJson<Fixture>(path);
      if (!formats.includes(format)) continue;
      for (const one of cases) {
        test(`${name}: ${one.test}`, async () => {
          const bytes = fixture(posix.join(dirname(path), input));
          const read = readAs(reader, as, bytes, besides(dirname(path)));
          if (one.expect === 'error') {
            await expect(read).rejects.toBeInstanceOf(Fault);
            return;
          }
          const wanted = (differences[one.test] ?? ((all) => all))(one.packages ?? []);
          const { packages } = await read;
          const { found, expected } = compared(packages, wanted);
          expect(found).toEqual(expected);
        });
      }
    }
  });
}
