/** uv.lock of uv: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile */
import { type Entry, optionalTable, optionalText, tablesOf, textOf, textsOf } from '../../formats/fields.ts';
import { hashOf, sharedHashes } from '../../formats/hashes.ts';
import { gitOrigin, originKey } from '../../formats/origin.ts';
import { assertVersion, itemsOf, readToml } from '../../formats/toml.ts';
import type { Inventory, Origin, Package, Reader } from '../../model/inventory.ts';
import { archiveOrigin, indexOrigin } from '../python/origin.ts';
import { grouped, inventoryOf, link } from '../shared/graph.ts';
import { scopesOf } from '../shared/scopes.ts';

export const reader: Reader = {
  name: 'uv-lock',
  ecosystem: 'PyPI',
  reads: '`uv.lock` v1',
  method: 'lockfile',
  gives: ['edges', 'hashes', 'scopes'],
  recognises: ({ path }) => /(?:^|\/)uv\.lock$/.test(path),
  read(file) {
    const document = readToml(file);
    assertVersion(document, '', 'version', /^1$/);
    return stockOf(itemsOf(document, 'package').map(lockedOf));
  },
};

interface Locked {
  readonly package: Package;
  readonly keys: readonly string[];
  readonly wants: readonly Wish[];
  /** The folder of one that is worked on: `.` for the project, others for members of its workspace. */
  readonly folder?: string;
}

/** What a package asks for, and why: at run time, for one of its extras, to work on it. */
interface Wish {
  readonly key: string;
  readonly kind: 'runtime' | 'optional' | 'development';
  /** The extra or the group that asks. */
  readonly group: string;
  /** `name extra` for each extra of the other that is asked for. */
  readonly extras: readonly string[];
}

function lockedOf(entry: Entry): Locked {
  const name = textOf(entry, 'name');
  // A project whose version is computed has none here.
  const version = optionalText(entry, 'version') ?? '';
  const source = optionalTable(entry, 'source');
  const folder = source && (optionalText(source, 'virtual') ?? optionalText(source, 'editable'));
  const origin = source && originOf(source);
  const sdist = optionalTable(entry, 'sdist');
  const files = [...(sdist ? [sdist] : []), ...tablesOf(entry, 'wheels')];
  return {
    package: {
      id: `${name}@${version}${originKey(origin)}`,
      type: 'pypi',
      name,
      version,
      at: entry.at,
      ...sharedHashes(files.map((one) => hashOf(optionalText(one, 'hash') ?? ''))),
      ...(origin && { origin }),
    },
    keys: [name, `${name} ${version}`],
    wants: wishesOf(entry),
    ...(folder !== undefined && { folder }),
  };
}

function originOf(source: Entry): Origin | undefined {
  const git = optionalText(source, 'git');
  if (git !== undefined) return gitOrigin(git, git.split('#', 2)[1]);
  const archive = optionalText(source, 'url') ?? optionalText(source, 'path');
  if (archive !== undefined) return archiveOrigin(archive);
  for (const key of ['virtual', 'editable', 'directory']) {
    const folder = optionalText(source, key);
    if (folder !== undefined) return { kind: 'path', url: folder };
  }
  return indexOrigin(optionalText(source, 'registry'));
}

/** Of packages that are not worked on, only the extras that something asks for are in the file. */
function wishesOf(entry: Entry): readonly Wish[] {
  const tables = [
    ['optional', 'optional-dependencies'],
    ['development', 'dev-dependencies'],
  ] as const;
  return [
    ...tablesOf(entry, 'dependencies').map((one) => wishOf(one, 'runtime')),
    ...tables.flatMap(([kind, key]) => {
      const groups = optionalTable(entry, key);
      if (!groups) return [];
      return Object.keys(groups.table).flatMap((group) =>
        tablesOf(groups, group).map((one) => wishOf(one, kind, group)),
      );
    }),
  ];
}

function wishOf(entry: Entry, kind: Wish['kind'], group = ''): Wish {
  const name = textOf(entry, 'name');
  const version = optionalText(entry, 'version');
  const extras = textsOf(entry, 'extra').map((extra) => `${name} ${extra}`);
  return { key: version === undefined ? name : `${name} ${version}`, kind, group, extras };
}

function stockOf(locked: readonly Locked[]): Inventory {
  const graph = link(locked);
  const { packages, named } = graph;
  const ways = waysOf(locked);
  const direct = (kind: Wish['kind']) =>
    [...ways.values()].flat().flatMap((wish) => (wish.kind === kind ? named(wish.key) : []));
  const edges = new Map(packages.map(({ id, dependsOn }) => [id, dependsOn ?? []]));
  const scope = scopesOf(
    { runtime: direct('runtime'), optional: direct('optional'), development: direct('development') },
    (id) => {
      const own = ways.get(id)?.filter(({ kind }) => kind === 'runtime');
      return own ? own.flatMap(({ key }) => named(key)) : (edges.get(id) ?? []);
    },
  );
  const asking = grouped(
    [...ways.values()].flat().flatMap(({ key, group }) => named(key).map((id) => ({ id, group }))),
    ({ id }) => id,
  );
  const scoped = packages.map((one) => {
    const groups = [...new Set(asking.get(one.id)?.flatMap(({ group }) => group || []))].sort();
    return { ...one, ...scope(one.id), ...(groups.length > 0 && { groups }) };
  });
  const project = locked.find(({ folder }) => folder === '.')?.package.id;
  return inventoryOf(
    { ...graph, packages: scoped },
    scoped.find(({ id }) => id === project),
  );
}

/** What each package that is worked on asks for. An extra of it that another asks for is needed as the other is. */
function waysOf(locked: readonly Locked[]): ReadonlyMap<string, readonly Wish[]> {
  const asked = new Set(locked.flatMap(({ wants }) => wants.flatMap(({ extras }) => extras)));
  const own = locked.filter(({ folder }) => folder !== undefined);
  return new Map(
    own.map(({ package: { id, name }, wants }) => [
      id,
      wants.map((wish) => (asked.has(`${name} ${wish.group}`) ? { ...wish, kind: 'runtime' } : wish)),
    ]),
  );
}
