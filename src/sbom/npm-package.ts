/** What the lockfiles of npm, yarn, pnpm and Bun say of a package, as a package of an inventory. */
import { integrityHashes } from '../formats/integrity.ts';
import { malformed } from '../formats/json-lines.ts';
import type { Place } from '../model/fault.ts';
import type { Gap, Origin, Package } from '../model/inventory.ts';
import { isPinned } from './npm-origin.ts';

export interface NpmFacts {
  readonly id: string;
  readonly name: string;
  /** Empty where the lockfile has none. */
  readonly version: string;
  readonly at: Place;
  readonly origin?: Origin | undefined;
  /** Subresource Integrity. */
  readonly integrity?: string | undefined;
}

/** @throws Fault `CUSTODY-410` for an empty name and for an integrity that is none */
export function npmPackage(facts: NpmFacts): Package {
  const { id, name, version, at, origin, integrity } = facts;
  if (name === '') throw malformed(at, 'a package has no name');
  const hashes = integrity === undefined ? undefined : integrityHashes(integrity);
  if (integrity !== undefined && !hashes) throw malformed(at, `the integrity of ${name} is malformed`);
  return {
    type: 'npm',
    id,
    name,
    version,
    at,
    ...(hashes && Object.keys(hashes).length > 0 && { hashes }),
    ...(origin && { origin }),
  };
}

/**
 * What a lockfile leaves open of a package: which version it is, or which bytes.
 * @param isCovered by another hash than that of its archive
 */
export function npmGaps(found: Package, isCovered = false): readonly Gap[] {
  const { name, version, at, origin, hashes } = found;
  if (isPinned(origin)) return [];
  const subject = version === '' ? name : `${name} ${version}`;
  if (origin?.kind === 'git') return [{ at, message: `${subject} is not pinned to a full commit` }];
  return [
    ...(version === '' ? [{ at, message: `${name} is not pinned to a version` }] : []),
    ...(hashes || isCovered ? [] : [{ at, message: `${subject} has no integrity` }]),
  ];
}

/** Flags of a lockfile as groups and scope. */
export function npmScope(flags: {
  readonly dev: boolean;
  readonly optional: boolean;
  readonly peer?: boolean;
  /** Needed for development, and optionally where it runs. */
  readonly devOptional?: boolean;
}): Pick<Package, 'groups' | 'scope'> {
  const { dev, optional, peer, devOptional } = flags;
  const groups = [
    ...(dev || devOptional ? ['dev'] : []),
    ...(optional || devOptional ? ['optional'] : []),
    ...(peer ? ['peer'] : []),
  ];
  const scope = dev ? 'development' : optional || devOptional ? 'optional' : undefined;
  return { ...(groups.length > 0 && { groups }), ...(scope && { scope }) };
}
