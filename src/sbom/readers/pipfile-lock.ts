/** Pipfile.lock of Pipenv: https://pipenv.pypa.io/en/latest/pipfile.html */
import { type Entry, optionalText, tableOf, tablesOf, textsOf } from '../../formats/fields.ts';
import { hashOf, sharedHashes } from '../../formats/hashes.ts';
import { isObject, member } from '../../formats/json.ts';
import { type JsonFile, malformed, readJsonFile } from '../../formats/json-lines.ts';
import { assertPackages, lockfileText } from '../../formats/lockfile.ts';
import { gitOrigin, originKey } from '../../formats/origin.ts';
import type { Gap, Inventory, Origin, Package, Reader } from '../../model/inventory.ts';
import { archiveOrigin, indexOrigin } from '../python/origin.ts';

export const reader: Reader = {
  name: 'pipfile-lock',
  ecosystem: 'PyPI',
  reads: '`Pipfile.lock` v6',
  method: 'lockfile',
  gives: ['hashes', 'scopes'],
  recognises: ({ path }) => /(?:^|\/)Pipfile\.lock$/.test(path),
  read(file) {
    if (lockfileText(file).trim() === '') {
      return { packages: [], gaps: [{ at: { file: file.path, line: 1 }, message: 'the file is empty' }] };
    }
    const json = readJsonFile(file.bytes, file.path);
    const meta = tableOf({ table: json.root, at: { file: file.path } }, '_meta');
    const version = member(meta.table, 'pipfile-spec');
    if (version !== undefined && version !== 6) {
      throw malformed(json.placeOf(meta.table), 'its `pipfile-spec` is none that is known');
    }
    return stockOf(json, sourcesOf(meta));
  },
};

/** URLs of indexes by the names that packages call them. */
function sourcesOf(meta: Entry): ReadonlyMap<string, string> {
  return new Map(
    tablesOf(meta, 'sources').map((one) => [optionalText(one, 'name') ?? '', optionalText(one, 'url') ?? '']),
  );
}

/** A package of several categories stands in each; it is needed as `default` needs it where that is one of them. */
function stockOf(json: JsonFile, sources: ReadonlyMap<string, string>): Inventory {
  const packages = new Map<string, Package>();
  const gaps: Gap[] = [];
  // The order of the file is that of the alphabet.
  const categories = Object.keys(json.root).filter((key) => key !== '_meta');
  for (const category of categories.sort((a, b) => Number(b === 'default') - Number(a === 'default'))) {
    for (const { name, entry } of entriesOf(json, category)) {
      const found = packageOf(name, entry, sources);
      const before = packages.get(found.id);
      const groups = category === 'default' ? undefined : [...(before?.groups ?? []), groupOf(category)];
      if (!before) gaps.push(...gapsOf(found));
      if (before && before.groups === undefined) continue;
      packages.set(found.id, { ...(before ?? found), ...(groups && { scope: 'development', groups }) });
      assertPackages(packages.size, entry.at);
    }
  }
  return { packages: [...packages.values()], gaps };
}

/** As other tools of Python call it. */
function groupOf(category: string): string {
  return category === 'develop' ? 'dev' : category;
}

function entriesOf(
  json: JsonFile,
  category: string,
): readonly { readonly name: string; readonly entry: Entry }[] {
  const packages = member(json.root, category);
  const at = { file: json.placeOf(json.root).file };
  if (!isObject(packages)) throw malformed(at, `\`${category}\` is not an object`);
  return Object.entries(packages).map(([name, table]) => {
    if (!isObject(table)) throw malformed(json.placeOf(packages), `\`${name}\` is not an object`);
    return { name, entry: { table, at: json.placeOf(table) } };
  });
}

function packageOf(name: string, entry: Entry, sources: ReadonlyMap<string, string>): Package {
  const written = optionalText(entry, 'version') ?? '';
  if (written !== '' && !/^==[^*]+$/.test(written))
    throw malformed(entry.at, `the version of \`${name}\` is not pinned`);
  const version = written.replace(/^={2,3}/, '');
  const origin = originOf(entry, sources);
  return {
    id: `${name}@${version}${originKey(origin)}`,
    type: 'pypi',
    name,
    version,
    at: entry.at,
    ...sharedHashes(textsOf(entry, 'hashes').map(hashOf)),
    ...(origin && { origin }),
  };
}

function originOf(entry: Entry, sources: ReadonlyMap<string, string>): Origin | undefined {
  const git = optionalText(entry, 'git');
  if (git !== undefined) return gitOrigin(git, optionalText(entry, 'ref'));
  const path = optionalText(entry, 'path');
  if (path !== undefined) return { kind: 'path', url: path };
  const file = optionalText(entry, 'file');
  if (file !== undefined) return archiveOrigin(file);
  return indexOrigin(sources.get(optionalText(entry, 'index') ?? ''));
}

function gapsOf({ name, version, origin, at }: Package): readonly Gap[] {
  const isPlaced = origin !== undefined && origin.kind !== 'registry';
  return version === '' && !isPlaced ? [{ at, message: `${name} is not pinned to a version` }] : [];
}
