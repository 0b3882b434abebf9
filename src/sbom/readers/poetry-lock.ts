/** poetry.lock of Poetry: https://python-poetry.org/docs/basic-usage/#installing-with-poetrylock */
import {
  type Entry,
  listOf,
  optionalTable,
  optionalText,
  tablesOf,
  textOf,
  textsOf,
} from '../../formats/fields.ts';
import { hashOf, sharedHashes } from '../../formats/hashes.ts';
import { member } from '../../formats/json.ts';
import { malformed } from '../../formats/json-lines.ts';
import { gitOrigin, originKey } from '../../formats/origin.ts';
import { assertVersion, itemsOf, readToml } from '../../formats/toml.ts';
import type { Origin, Package, Reader } from '../../model/inventory.ts';
import type { Json } from '../../model/statement.ts';
import { normalised } from '../python/names.ts';
import { archiveOrigin, indexOrigin } from '../python/origin.ts';
import { inventoryOf, link, type Node, type Want } from '../shared/graph.ts';

export const reader: Reader = {
  name: 'poetry-lock',
  ecosystem: 'PyPI',
  reads: '`poetry.lock` v1 and v2',
  method: 'lockfile',
  gives: ['edges', 'hashes', 'scopes'],
  recognises: ({ path }) => /(?:^|\/)poetry\.lock$/.test(path),
  read(file) {
    const document = readToml(file);
    assertVersion(document, 'metadata', 'lock-version', /^[12]\.\d+$/);
    const items = itemsOf(document, 'package');
    const last = items.at(-1);
    const metadata = optionalTable({ table: document.root, at: { file: file.path } }, 'metadata');
    // It stands last: a file that was cut at the end of a package would look whole without it.
    if (last && !metadata) throw malformed(last.at, 'it has no `[metadata]`: it is cut short');
    const files = metadata && optionalTable(metadata, 'files');
    return inventoryOf(link(items.map((entry) => nodeOf(entry, files))));
  },
};

/** @param files of all packages by their names, where a file older than v2 has them */
function nodeOf(entry: Entry, files: Entry | undefined): Node {
  const name = textOf(entry, 'name');
  const version = textOf(entry, 'version');
  const source = optionalTable(entry, 'source');
  const origin = source && originOf(source);
  const own = member(entry.table, 'files') === undefined ? files && { ...files, at: entry.at } : undefined;
  const hashed = own ? tablesOf(own, name) : tablesOf(entry, 'files');
  return {
    package: {
      id: `${name}@${version}${originKey(origin)}`,
      type: 'pypi',
      name,
      version,
      at: entry.at,
      ...sharedHashes(hashed.map((one) => hashOf(textOf(one, 'hash')))),
      ...needOf(entry),
      ...(origin && { origin }),
    },
    keys: [normalised(name)],
    wants: wantsOf(entry),
  };
}

/** Only of the first versions is there a category; later ones have groups, of which `main` is what is shipped. */
function needOf(entry: Entry): Pick<Package, 'groups' | 'scope'> {
  if (member(entry.table, 'optional') === true) return { scope: 'optional', groups: ['optional'] };
  const category = optionalText(entry, 'category');
  const groups = category === undefined ? textsOf(entry, 'groups') : [category];
  if (groups.length === 0 || groups.includes('main')) return {};
  return { scope: 'development', groups };
}

function originOf(source: Entry): Origin | undefined {
  const url = textOf(source, 'url');
  switch (optionalText(source, 'type')) {
    case 'git':
      return gitOrigin(url, optionalText(source, 'resolved_reference') ?? optionalText(source, 'reference'));
    case 'url':
      return archiveOrigin(url);
    case 'directory':
    case 'file':
      return { kind: 'path', url };
    default:
      return indexOrigin(url);
  }
}

/** Ranges are not evaluated: where a package is locked in several versions, each of them may be meant. */
function wantsOf(entry: Entry): readonly Want[] {
  const dependencies = optionalTable(entry, 'dependencies');
  if (!dependencies) return [];
  return Object.entries(dependencies.table).map(([name, constraint]) => {
    const ways = Array.isArray(constraint) ? listOf(dependencies, name) : [constraint];
    return { key: normalised(name), conditional: ways.every(isConditional) };
  });
}

function isConditional(constraint: Json): boolean {
  return member(constraint, 'markers') !== undefined || member(constraint, 'optional') !== undefined;
}
