/** Lockfiles of yarn 2 and later (https://yarnpkg.com/advanced/lexicon#locator, #descriptor). */
import { malformed } from '../../formats/json-lines.ts';
import type { YamlEntry, YamlMap } from '../../formats/yaml.ts';
import { flagIn, lineOf, mapIn, mapOf, readYamlFile, textIn, textOf } from '../../formats/yaml-file.ts';
import type { Place } from '../../model/fault.ts';
import type { Gap, Inventory, InventoryFile, Package, Reader, Surroundings } from '../../model/inventory.ts';
import { type Manifest, manifestBeside } from '../npm-manifest.ts';
import { npmOrigin } from '../npm-origin.ts';
import { npmPackage } from '../npm-package.ts';
import { type Find, isBerry, isYarnLock, type YarnNeed, yarnInventory } from '../yarn.ts';

export const reader: Reader = {
  name: 'yarn-berry',
  ecosystem: 'npm',
  reads: '`yarn.lock` of yarn 2 to 4, with the `package.json` beside it for scopes',
  method: 'lockfile',
  gives: ['edges', 'scopes'],
  recognises: (file) => isYarnLock(file) && isBerry(file),
  read,
};

interface Entry {
  /** All that was asked for, as the file has it. */
  readonly id: string;
  readonly descriptors: readonly string[];
  readonly at: Place;
  readonly name: string;
  /** Where it comes from: `npm:1.0.0`, `workspace:.`. */
  readonly reference: string;
  readonly detail: YamlMap | undefined;
}

async function read({ path, bytes }: InventoryFile, around: Surroundings): Promise<Inventory> {
  const file = readYamlFile(bytes, path);
  const metadata = file?.entries.get('__metadata');
  const at = metadata ? lineOf(metadata.at) : { file: path, line: 1 };
  if (!file || !/^[4-8]$/.test(textIn(mapIn(file, '__metadata'), 'version') ?? '')) {
    throw malformed(at, 'the version of its __metadata is not 4 to 8');
  }
  const entries = [...file.entries].filter(([key]) => key !== '__metadata').map(entryOf);
  const root = entries.find(({ reference }) => reference === 'workspace:.');
  const others = entries.filter((entry) => entry !== root);
  const inventory = yarnInventory(
    path,
    others.map((entry) => ({
      found: packageOf(entry),
      needs: needsOf(entry),
      isCovered: checksumOf(entry) !== undefined,
    })),
    finderOf(others),
    root && rootOf(root, others, await manifestBeside(around)),
  );
  return { ...inventory, gaps: [...checksumGap(others, at), ...patchGaps(others), ...inventory.gaps] };
}

function entryOf([key, { at, value }]: readonly [string, YamlEntry]): Entry {
  const detail = mapOf(value);
  const descriptors = key.split(/ *, */);
  const resolution = textIn(detail, 'resolution') ?? '';
  const sign = resolution.indexOf('@', 1);
  if (sign < 0) throw malformed(lineOf(at), `the resolution of ${descriptors[0]} names no package`);
  return {
    id: key,
    descriptors,
    at: lineOf(at),
    name: resolution.slice(0, sign),
    reference: resolution.slice(sign + 1),
    detail,
  };
}

const checksumOf = ({ detail }: Entry): string | undefined => textIn(detail, 'checksum');

function packageOf({ id, at, name, reference, detail }: Entry): Package {
  const version = textIn(detail, 'version') ?? '';
  const archive = /^npm:.*::__archiveUrl=([^&]*)/s.exec(reference)?.[1];
  const isPlain = /^(?:npm|patch):/.test(reference);
  const address = archive === undefined ? (isPlain ? undefined : reference) : decoded(archive, at);
  return npmPackage({
    id,
    name,
    // What yarn writes for the workspaces themselves.
    version: version === '0.0.0-use.local' ? '' : version,
    at,
    origin: address === undefined ? undefined : npmOrigin(address),
  });
}

/** Whatever depends on a package that yarn patches gets the patched one. */
function finderOf(entries: readonly Entry[]): Find {
  const ids = new Map(entries.flatMap(({ id, descriptors }) => descriptors.map((one) => [one, id] as const)));
  for (const { id, at, descriptors } of entries) {
    for (const one of descriptors) {
      const inner = /^.[^@]*@patch:([^#]*)#(?:~|optional!)builtin</.exec(one)?.[1];
      if (inner !== undefined) ids.set(decoded(inner, at), id);
    }
  }
  return (name, range) => ids.get(`${name}@${range}`) ?? ids.get(`${name}@npm:${range}`);
}

function decoded(text: string, at: Place): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed(at, `${JSON.stringify(text)} is not encoded as it should be`);
  }
}

function needsOf({ detail }: Entry): readonly YarnNeed[] {
  const meta = mapIn(detail, 'dependenciesMeta');
  return [...(mapIn(detail, 'dependencies')?.entries ?? [])].map(([name, { value }]) => ({
    name,
    range: textOf(value) ?? '',
    optional: flagIn(mapIn(meta, name), 'optional'),
  }));
}

/** The lockfile does not tell apart what the root needs where it runs and what it is developed with. */
function rootOf(root: Entry, others: readonly Entry[], manifest: Manifest | undefined): Manifest {
  const kinds = new Map((manifest?.wants ?? []).map(({ name, kind }) => [name, kind]));
  return {
    root: manifest?.root ?? { type: 'npm', name: root.name, version: '' },
    isShared: others.some(({ reference }) => reference.startsWith('workspace:')),
    wants: needsOf(root).map(({ name, range, optional }) => ({
      name,
      range,
      kind: optional ? 'optional' : (kinds.get(name) ?? 'always'),
    })),
  };
}

function checksumGap(entries: readonly Entry[], at: Place): readonly Gap[] {
  if (!entries.some(checksumOf)) return [];
  return [
    { at, message: 'its checksums are of archives that yarn makes itself, not of those that it downloads' },
  ];
}

function patchGaps(entries: readonly Entry[]): readonly Gap[] {
  return entries
    .filter(({ reference }) => reference.startsWith('patch:'))
    .map(({ at, name }) => ({ at, message: `${name} is patched: its files are not those of its archive` }));
}
