/** pylock.toml (PEP 751): https://packaging.python.org/en/latest/specifications/pylock-toml/ */
import { type Entry, optionalTable, optionalText, tablesOf, textOf } from '../../formats/fields.ts';
import { sharedHashes, strong } from '../../formats/hashes.ts';
import { member } from '../../formats/json.ts';
import { gitOrigin, originKey } from '../../formats/origin.ts';
import { assertVersion, itemsOf, readToml } from '../../formats/toml.ts';
import type { DigestSet } from '../../model/digest.ts';
import type { Inventory, Origin, Reader } from '../../model/inventory.ts';
import { archiveOrigin, indexOrigin } from '../python/origin.ts';
import { inventoryOf, link, type Node } from '../shared/graph.ts';

export const reader: Reader = {
  name: 'pylock',
  ecosystem: 'PyPI',
  reads: '`pylock.toml` and `pylock.NAME.toml` v1 (PEP 751)',
  method: 'lockfile',
  gives: ['edges', 'hashes'],
  recognises: ({ path }) => /(?:^|\/)pylock\.(?:[^./]+\.)?toml$/.test(path),
  read(file) {
    const document = readToml(file);
    assertVersion(document, '', 'lock-version', /^1\.\d+$/);
    return stockOf(itemsOf(document, 'packages'));
  },
};

function stockOf(entries: readonly Entry[]): Inventory {
  const graph = link(entries.map(nodeOf));
  // Writing down what depends on what is up to the tool: pip does not.
  const knowsEdges = entries.some(({ table }) => member(table, 'dependencies') !== undefined);
  const packages = knowsEdges ? graph.packages : graph.packages.map(({ dependsOn: _, ...one }) => one);
  const root = packages.find(({ origin }) => origin?.kind === 'path' && /^\.\/?$/.test(origin.url ?? ''));
  return inventoryOf({ ...graph, packages }, root);
}

function nodeOf(entry: Entry): Node {
  const name = textOf(entry, 'name');
  // A folder or a repository need not have one.
  const version = optionalText(entry, 'version') ?? '';
  const origin = originOf(entry);
  return {
    package: {
      id: `${name}@${version}${originKey(origin)}`,
      type: 'pypi',
      name,
      version,
      at: entry.at,
      ...sharedHashes(filesOf(entry).map(hashesOf)),
      ...(origin && { origin }),
    },
    keys: [name, `${name} ${version}`],
    wants: tablesOf(entry, 'dependencies').map((one) => {
      const of = optionalText(one, 'version');
      return { key: of === undefined ? textOf(one, 'name') : `${textOf(one, 'name')} ${of}` };
    }),
  };
}

function filesOf(entry: Entry): readonly Entry[] {
  const single = [optionalTable(entry, 'archive'), optionalTable(entry, 'sdist')];
  return [...single.filter((one) => one !== undefined), ...tablesOf(entry, 'wheels')];
}

function hashesOf(file: Entry): DigestSet {
  const hashes = optionalTable(file, 'hashes');
  if (!hashes) return {};
  return strong(Object.fromEntries(Object.keys(hashes.table).map((name) => [name, textOf(hashes, name)])));
}

function originOf(entry: Entry): Origin | undefined {
  const vcs = optionalTable(entry, 'vcs');
  if (vcs)
    return gitOrigin(optionalText(vcs, 'url') ?? optionalText(vcs, 'path') ?? '', textOf(vcs, 'commit-id'));
  const directory = optionalTable(entry, 'directory');
  if (directory) return { kind: 'path', url: textOf(directory, 'path') };
  const archive = optionalTable(entry, 'archive');
  if (archive) return archiveOrigin(optionalText(archive, 'url') ?? textOf(archive, 'path'));
  return indexOrigin(optionalText(entry, 'index'));
}
