/** The package URL by which an SBOM knows a package. */
import { purlOf } from '../formats/purl-of.ts';
import type { PackageName } from '../model/inventory.ts';

/** `undefined` for a name that its ecosystem does not allow. Lockfiles write versions of Go with and without their `v`. */
export function packageUrl({ type, name, version }: PackageName): string | undefined {
  const isModule = type === 'golang' && name !== 'stdlib' && /^\d/.test(version);
  return purlOf(type, name, isModule ? `v${version}` : version);
}
