/** What differs between two lists of components: pure, and the same for every format that they were read from. */
import { versionOrder } from '../formats/version-order/lookup.ts';
import type { NamedPackage, PackageChange, Release, SbomDiff, VersionChange } from '../model/sbom-diff.ts';

/** As much of a component as is compared; the words are those of model/sbom-diff.ts. */
export interface Component extends NamedPackage {
  readonly version: string;
  readonly licence?: string;
}

interface Package {
  readonly named: NamedPackage;
  /** Version → the licences that are stated for it. */
  readonly versions: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * A version that both sides have has stayed, however often each lists it: a package may be installed in many places. Of
 * those that are left, one on either side is a change; otherwise nothing says which became which, and they are removed and
 * added.
 *
 * @throws Fault `CUSTODY-404` for a version that is too long to be put in order
 */
export function diffComponents(before: Iterable<Component>, after: Iterable<Component>): SbomDiff {
  const [old, young] = [packagesOf(before), packagesOf(after)];
  const all = [...new Map([...old, ...young])].sort(([, a], [, b]) => byName(a.named, b.named));
  const parts = all.map(([key, { named }]) =>
    diffPackage(named, releasesOf(old.get(key)), releasesOf(young.get(key))),
  );
  return {
    added: parts.flatMap(({ added }) => added),
    removed: parts.flatMap(({ removed }) => removed),
    changed: parts.flatMap(({ changed }) => changed),
    licences: parts.flatMap(({ licences }) => licences),
  };
}

function diffPackage(named: NamedPackage, before: readonly Release[], after: readonly Release[]): SbomDiff {
  const [old, young] = [byVersion(before), byVersion(after)];
  const gone = before.filter(({ version }) => !young.has(version));
  const come = after.filter(({ version }) => !old.has(version));
  const stayed = before.flatMap((from) => {
    const to = young.get(from.version);
    return to ? [{ ...named, from, to }] : [];
  });
  const [from, to] = gone.length === 1 && come.length === 1 ? [gone[0], come[0]] : [];
  const changed = from && to ? [versionChange({ ...named, from, to })] : [];
  const whole = (release: Release) => ({ ...named, ...release });
  return {
    added: changed.length > 0 ? [] : come.map(whole),
    removed: changed.length > 0 ? [] : gone.map(whole),
    changed,
    licences: [...stayed, ...changed.map(({ direction: _, ...change }) => change)].filter(otherLicences),
  };
}

function versionChange(change: PackageChange): VersionChange {
  const { type, from, to } = change;
  const stated = from.version !== '' && to.version !== '';
  const sign = (stated && versionOrder(type)?.(from.version, to.version)) || 0;
  return { ...change, direction: sign < 0 ? 'upgraded' : sign > 0 ? 'downgraded' : 'other' };
}

function otherLicences({ from, to }: PackageChange): boolean {
  return (
    from.licences.length !== to.licences.length ||
    from.licences.some((licence, index) => licence !== to.licences[index])
  );
}

function packagesOf(components: Iterable<Component>): ReadonlyMap<string, Package> {
  const packages = new Map<string, { named: NamedPackage; versions: Map<string, Set<string>> }>();
  for (const { type, name, version, licence = '' } of components) {
    const key = JSON.stringify([type, name]);
    const { named, versions } = packages.get(key) ?? { named: { type, name }, versions: new Map() };
    const licences = versions.get(version) ?? new Set<string>();
    if (licence !== '') licences.add(licence);
    packages.set(key, { named, versions: versions.set(version, licences) });
  }
  return packages;
}

/** Sorted. */
function releasesOf(found: Package | undefined): readonly Release[] {
  const versions = [...(found?.versions ?? [])].sort(([a], [b]) => byCodeUnits(a, b));
  return versions.map(([version, licences]) => ({ version, licences: [...licences].sort(byCodeUnits) }));
}

function byVersion(releases: readonly Release[]): ReadonlyMap<string, Release> {
  return new Map(releases.map((release) => [release.version, release]));
}

function byName(a: NamedPackage, b: NamedPackage): number {
  return byCodeUnits(a.type, b.type) || byCodeUnits(a.name, b.name);
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
