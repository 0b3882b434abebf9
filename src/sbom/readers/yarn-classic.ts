/** Lockfiles of yarn 1 (https://classic.yarnpkg.com/lang/en/docs/yarn-lock/). */
import { readYarnLock, type YarnEntry } from '../../formats/yarn-lock.ts';
import type {
  Inventory,
  InventoryFile,
  Origin,
  Package,
  Reader,
  Surroundings,
} from '../../model/inventory.ts';
import { withinLimit } from '../limits.ts';
import { manifestBeside } from '../npm-manifest.ts';
import { npmOrigin } from '../npm-origin.ts';
import { npmPackage } from '../npm-package.ts';
import { isBerry, isYarnLock, type YarnNeed, yarnInventory } from '../yarn.ts';

export const reader: Reader = {
  name: 'yarn-classic',
  ecosystem: 'npm',
  reads: '`yarn.lock` v1, with the `package.json` beside it for what the root needs',
  method: 'lockfile',
  gives: ['edges', 'hashes', 'scopes'],
  recognises: (file) => isYarnLock(file) && !isBerry(file),
  read,
};

async function read({ path, bytes }: InventoryFile, around: Surroundings): Promise<Inventory> {
  withinLimit('inventoryBytes', bytes.length, { file: path });
  const entries = readYarnLock(bytes, path);
  const ids = new Map(entries.flatMap((entry) => entry.patterns.map((pattern) => [pattern, idOf(entry)])));
  return yarnInventory(
    path,
    entries.map((entry) => ({ found: packageOf(entry), needs: needsOf(entry) })),
    (name, range) => ids.get(`${name}@${range}`),
    await manifestBeside(around),
  );
}

const idOf = ({ patterns }: YarnEntry): string => patterns[0] ?? '';

function packageOf(entry: YarnEntry): Package {
  const id = idOf(entry);
  const { name, range } = patternOf(id);
  const resolved = entry.fields.get('resolved');
  return npmPackage({
    id,
    name: /^npm:((?:@[^/@]+\/)?[^@]+)/.exec(range)?.[1] ?? name,
    version: entry.fields.get('version') ?? '',
    at: entry.at,
    origin: resolved === undefined ? localOrigin(entry) : npmOrigin(resolved),
    integrity: entry.fields.get('integrity') ?? sha1Of(resolved),
  });
}

/** The `@` of a scope separates nothing. */
function patternOf(pattern: string): { readonly name: string; readonly range: string } {
  const sign = pattern.indexOf('@', 1);
  return sign < 0
    ? { name: pattern, range: '' }
    : { name: pattern.slice(0, sign), range: pattern.slice(sign + 1) };
}

/** What was copied or linked from a folder has no address of its own. */
function localOrigin({ patterns }: YarnEntry): Origin | undefined {
  const ranges = patterns.map((pattern) => patternOf(pattern).range);
  const local = ranges.find((range) => /^(?:file|link):/.test(range));
  return local === undefined ? undefined : npmOrigin(local);
}

/** Before there was an integrity, the address of an archive carried its SHA-1. */
function sha1Of(resolved = ''): string | undefined {
  const hex = /\.tgz#([0-9a-f]{40})$/.exec(resolved)?.[1];
  return hex && `sha1-${Buffer.from(hex, 'hex').toString('base64')}`;
}

function needsOf({ lists }: YarnEntry): readonly YarnNeed[] {
  return ['dependencies', 'optionalDependencies'].flatMap((list) =>
    [...(lists.get(list) ?? [])].map(([name, range]) => ({ name, range, optional: list !== 'dependencies' })),
  );
}
