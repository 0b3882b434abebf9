/** Makes the SBOM of one artifact from its bytes and from the build that it comes from. */

import { writeCycloneDx } from '../formats/cyclonedx-write.ts';
import { canonicalJson } from '../formats/jcs.ts';
import { sha256 } from '../formats/peek.ts';
import { type SbomFormat, sbomTypes } from '../formats/sbom.ts';
import { writeSpdx } from '../formats/spdx-write.ts';
import type { Bom } from '../model/bom.ts';
import { Fault } from '../model/fault.ts';
import type { Inventory, InventoryFile, Surroundings } from '../model/inventory.ts';
import { limits } from '../model/limits.ts';
import type { JsonObject } from '../model/statement.ts';
import type { Artifact } from '../model/subject.ts';
import type { Build } from '../ports/build.ts';
import { composeBom } from './compose.ts';
import { folderOf, installedPackages } from './installed.ts';
import { readers } from './readers.ts';
import { type Stock, takeStock } from './stock.ts';

/** An SBOM as it is written and signed. */
export interface SbomDocument {
  readonly format: SbomFormat;
  readonly predicateType: string;
  readonly content: JsonObject;
  /** Canonical JSON (RFC 8785), so that its digest can be computed again from the statement that carries it. */
  readonly bytes: Uint8Array;
  /** Of `bytes`, lower-case hexadecimal. */
  readonly sha256: string;
  /** As it lies in its file, where it was made elsewhere and may be laid out otherwise. */
  readonly file?: Uint8Array;
}

/** What the build has beside its artifacts, read once for all of them. */
export interface Workshop {
  readonly build: Build;
  /** What its lockfiles say; read when first asked for. */
  locks(): Promise<readonly Inventory[]>;
  readonly time?: Date;
  readonly author?: string;
  readonly tool: Bom['tool'];
}

const lockReaders = readers.filter(({ method }) => method === 'lockfile');

/** Whether a file of this name says what a build takes. An `action.yml` does not: it stands wherever an action does. */
export function isLockName(name: string): boolean {
  const file = { path: name, bytes: new Uint8Array() };
  return lockReaders.some((one) => one.ecosystem !== 'GitHub Actions' && one.recognises(file));
}

/**
 * @param lockfiles paths relative to the base; those that stand in the base itself where none are named
 * @throws Fault `CUSTODY-410` for one that cannot be read, or that no reader knows; `CUSTODY-201` for one that is not there
 */
export async function readLocks(build: Build, lockfiles: readonly string[]): Promise<readonly Inventory[]> {
  const named = lockfiles.length > 0;
  const paths = named ? lockfiles : (await build.names()).filter((name) => mayBeLock.test(name));
  // Whatever order they are given in, the same documents follow.
  const distinct = [...new Set(paths)].sort();
  const locks: Inventory[] = [];
  for (const path of distinct) {
    const bytes = await build.read(path, limits.inventoryBytes);
    if (bytes === undefined) throw missing(path);
    const file = { path, bytes };
    const reader = lockReaders.find((one) => one.recognises(file));
    if (reader) locks.push(await reader.read(file, surroundings(build, path, [])));
    else if (named) throw unknownLock(path);
  }
  return locks;
}

/** Every lockfile that is read has one of these endings: other files of the base are not opened. */
const mayBeLock = /(?:lock|lock\.json|-shrinkwrap\.json|\.ya?ml|\.toml|\.txt|\.mod)$/i;

/** What an artifact shows, and what the lockfiles of its build say: nothing beside one that is a lockfile itself. */
export interface Taken {
  readonly stock: Stock;
  readonly locks: readonly Inventory[];
}

/** @throws Fault `CUSTODY-410` for a part of it that is not what it says it is; `CUSTODY-404` past a limit */
export async function stockOf(artifact: InventoryFile, { build, locks: read }: Workshop): Promise<Taken> {
  const isLock = lockReaders.some((one) => one.recognises(artifact));
  const locks = isLock ? [] : await read();
  const locked = locks.flatMap(({ packages }) => packages);
  return { stock: await takeStock(artifact, readers, surroundings(build, artifact.path, locked)), locks };
}

/** @throws Fault `CUSTODY-410`, `CUSTODY-404` for the manifest of an installed package */
export async function bomOf(
  artifact: Artifact,
  { stock, locks }: Taken,
  { build, time, author, tool }: Workshop,
): Promise<Bom> {
  return composeBom(stock, locks, {
    artifact,
    tool,
    installed: await installedPackages(stock, locks, build),
    ...(time && { time }),
    ...(author !== undefined && { author }),
  });
}

/** Of several names for one format, those that other tools write too. */
const writtenTypes = { cyclonedx: sbomTypes.cyclonedx[0], spdx: sbomTypes.spdx[2] } as const;

/** @param version of CycloneDX */
export function documentOf(bom: Bom, format: SbomFormat, version: '1.6' | '1.7'): SbomDocument {
  const content = format === 'spdx' ? writeSpdx(bom) : writeCycloneDx(bom, version);
  const bytes = canonicalJson(content);
  return { format, predicateType: writtenTypes[format], content, bytes, sha256: sha256(bytes) };
}

function surroundings(build: Build, path: string, locked: Surroundings['locked']): Surroundings {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return {
    near: (other) => build.read(`${folder}${other}`, limits.inventoryBytes),
    locked,
    installed: (one) =>
      build.below(one === 'first-party' ? '' : folderOf(one), (file) => isProgramText.test(file)),
  };
}

/** What a bundler reads. Packages bring much else along, programs of other languages among it. */
const isProgramText = /\.(?:[cm]?[jt]sx?|json)$/;

function missing(path: string): Fault {
  return new Fault('CUSTODY-201', `no lockfile stands at ${path}`, {
    hint: 'Name one of the workspace, relative to the base, or name none: those of the nearest folder are found.',
    at: { file: path },
  });
}

function unknownLock(path: string): Fault {
  return new Fault('CUSTODY-410', `no reader knows ${path} as a lockfile`, {
    hint: 'docs/reference/sbom-readers.md lists what is read, by name.',
    at: { file: path },
  });
}
