/**
 * What cargo-auditable writes into a program of Rust (https://github.com/rust-secure-code/cargo-auditable, PARSING.md): the
 * crates that were built into it as JSON, packed with zlib, in the section `.dep-v0`.
 */
import { limits } from '../model/limits.ts';
import type { Json } from '../model/statement.ts';
import { beyond, unreadable } from './artifact-faults.ts';
import type { Image } from './image.ts';
import { inflate } from './inflate.ts';
import { isObject, member, parseJson, textAt } from './json.ts';

export interface AuditableCrate {
  readonly name: string;
  readonly version: string;
  /** `crates.io`, `git`, `local`, `registry`, or another word. */
  readonly source: string;
  readonly isBuild: boolean;
  readonly isRoot: boolean;
  /** Places in the list of all crates. */
  readonly dependencies: readonly number[];
}

export function hasAuditable(image: Image): boolean {
  return image.sections.some(isAuditable);
}

/**
 * @returns `undefined` for an image without them
 * @throws Fault `CUSTODY-410` where they are damaged; `CUSTODY-404` past a limit
 */
export function readAuditable(image: Image, file: string): readonly AuditableCrate[] | undefined {
  const [section, second] = image.sections.filter(isAuditable);
  if (section === undefined) return undefined;
  if (second !== undefined) throw unreadable(file, 'it has two lists of its crates');
  const packages = member(
    parseJson(unpack(section.bytes, file), `the list of crates in ${file}`, 'CUSTODY-410'),
    'packages',
  );
  if (!Array.isArray(packages)) throw unreadable(file, 'its list of crates is none');
  if (packages.length > limits.inventoryPackages)
    throw beyond(file, 'names more crates', 'inventoryPackages');
  return packages.map((one: Json) => crateOf(one, packages.length, file));
}

const isAuditable = ({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }) =>
  name === '.dep-v0' && bytes.length > 0;

function unpack(packed: Uint8Array, file: string): Uint8Array {
  const { output, consumed } = inflate(packed, {
    most: limits.inventoryBytes,
    frame: 'zlib',
    damaged: () => unreadable(file, 'its list of crates is damaged'),
    tooMuch: () => beyond(file, 'has a longer list of crates', 'inventoryBytes'),
  });
  // A linker may fill up a section with zeros.
  if (packed.subarray(consumed).some((byte) => byte !== 0))
    throw unreadable(file, 'something follows its list of crates');
  return output;
}

function crateOf(value: Json, count: number, file: string): AuditableCrate {
  const name = textAt(value, 'name');
  const version = textAt(value, 'version');
  const source = textAt(value, 'source');
  const kind = member(value, 'kind') ?? 'runtime';
  const dependencies = member(value, 'dependencies') ?? [];
  const isWhole =
    isObject(value) &&
    name &&
    version &&
    source &&
    (kind === 'runtime' || kind === 'build') &&
    Array.isArray(dependencies);
  if (!isWhole) throw unreadable(file, 'a crate in its list is malformed');
  return {
    name,
    version,
    source,
    isBuild: kind === 'build',
    isRoot: member(value, 'root') === true,
    dependencies: dependencies.map((index: Json) => {
      if (typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < count) return index;
      throw unreadable(file, 'a crate in its list depends on none');
    }),
  };
}
