/** What a lockfile of pnpm holds, by its versions (https://github.com/pnpm/spec/tree/master/lockfile). */
import { malformed } from '../formats/json-lines.ts';
import type { YamlMap } from '../formats/yaml.ts';
import { flagIn, lineOf, mapIn, mapOf, textIn } from '../formats/yaml-file.ts';
import type { Place } from '../model/fault.ts';
import type { Gap, Origin, Package } from '../model/inventory.ts';
import { npmOrigin } from './npm-origin.ts';
import { npmPackage } from './npm-package.ts';
import { atPath, slashedPath, withoutPeers } from './pnpm-path.ts';

export type PnpmVersion = 5 | 6 | 9;

export function versionOf(file: YamlMap): PnpmVersion {
  const version = textIn(file, 'lockfileVersion') ?? '';
  if (/^5(?:\.\d+)?$/.test(version)) return 5;
  if (/^6\.\d+$/.test(version)) return 6;
  if (version === '9.0') return 9;
  throw malformed(
    lineOf(file.entries.get('lockfileVersion')?.at ?? file.at),
    'its lockfileVersion is not 5, 6 or 9',
  );
}

export interface PnpmEntry {
  readonly id: string;
  readonly key: string;
  readonly at: Place;
  /** What is said of the package whatever peers it has. */
  readonly facts: YamlMap | undefined;
  /** What it depends on. */
  readonly detail: YamlMap | undefined;
  readonly version: PnpmVersion;
  /** From version 9 on, they follow from the edges. */
  readonly flags?: { readonly dev: boolean; readonly optional: boolean };
}

export function entriesOf(file: YamlMap, version: PnpmVersion): readonly PnpmEntry[] {
  const packages = mapIn(file, 'packages')?.entries ?? new Map<string, never>();
  if (version !== 9) {
    return [...packages].map(([id, { at, value }]) => {
      const facts = mapOf(value);
      const flags = { dev: flagIn(facts, 'dev'), optional: flagIn(facts, 'optional') };
      return { id, key: withoutPeers(id), at: lineOf(at), facts, detail: facts, version, flags };
    });
  }
  const snapshots = mapIn(file, 'snapshots')?.entries ?? new Map<string, never>();
  const keys = new Set([...snapshots.keys()].map(withoutPeers));
  return [
    ...[...snapshots].map(([id, { at, value }]) => {
      const key = withoutPeers(id);
      const facts = packages.get(key);
      if (!facts) throw malformed(lineOf(at), `${key} is not among its packages`);
      return { id, key, at: lineOf(facts.at), facts: mapOf(facts.value), detail: mapOf(value), version };
    }),
    ...[...packages].flatMap(([id, { at, value }]) =>
      keys.has(id) || snapshots.has(id)
        ? []
        : [{ id, key: id, at: lineOf(at), facts: mapOf(value), detail: undefined, version }],
    ),
  ];
}

/** A project, or each of a workspace. */
export function importersOf(file: YamlMap): readonly (YamlMap | undefined)[] {
  const importers = mapIn(file, 'importers');
  return importers ? [...importers.entries.values()].map(({ value }) => mapOf(value)) : [file];
}

/** @throws Fault `CUSTODY-410` for a key that names no package */
export function packageOf({ id, key, at, facts, version }: PnpmEntry, gaps: Gap[]): Package | undefined {
  const path = version === 5 ? slashedPath(key) : atPath(key);
  const local = /^(?:file|link):/.test(key);
  const name = textIn(facts, 'name') ?? (local ? undefined : path?.name);
  if (name === undefined) {
    if (!local) throw malformed(at, `${JSON.stringify(key)} names no package`);
    gaps.push({ at, message: `${key} has no name` });
    return undefined;
  }
  const resolution = mapIn(facts, 'resolution');
  const origin =
    originOf(resolution) ??
    (path?.registry ? ({ kind: 'registry', url: path.registry } as const) : undefined);
  const stated = textIn(facts, 'version') ?? path?.version ?? '';
  return npmPackage({
    id,
    name,
    version: /[:/]/.test(stated) ? '' : stated,
    at,
    origin,
    integrity: textIn(resolution, 'integrity'),
  });
}

function originOf(resolution: YamlMap | undefined): Origin | undefined {
  const commit = textIn(resolution, 'commit');
  const repository = textIn(resolution, 'repo');
  if (repository !== undefined) {
    const url = npmOrigin(repository)?.url;
    return { kind: 'git', ...(url && { url }), ...(commit && { commit }) };
  }
  const folder = textIn(resolution, 'directory');
  if (folder !== undefined) return { kind: 'path', url: folder };
  const tarball = textIn(resolution, 'tarball');
  return tarball === undefined ? undefined : npmOrigin(tarball);
}
