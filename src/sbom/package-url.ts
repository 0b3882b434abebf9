/** The package URL by which an SBOM knows a package. */
import { purlOf } from '../formats/purl-of.ts';
import type { PackageName } from '../model/inventory.ts';

/** `undefined` for a name that its ecosystem does not allow. Lockfiles write versions of Go with and without their `v`. */
export function packageUrl(one: PackageName): string | undefined {
  const before = known.get(one);
  if (before !== undefined) return before;
  const { type, name, version } = one;
  const isModule = type === 'golang' && name !== 'stdlib' && /^\d/.test(version);
  const purl = purlOf(type, name, isModule ? `v${version}` : version);
  if (purl !== undefined) known.set(one, purl);
  return purl;
}

/** Every step from a lockfile to an SBOM asks again. */
const known = new WeakMap<PackageName, string>();
