/** Which order the versions of a package follow. One more ecosystem is a file beside this one and a row here. */
import { Fault } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';
import type { VersionOrder } from './keys.ts';
import { comparePep440 } from './pep440.ts';
import { compareSemVer } from './semver.ts';

/** Type of a package URL → order of its versions. */
const orders: ReadonlyMap<string, VersionOrder> = new Map([
  ['cargo', compareSemVer],
  ['golang', compareSemVer],
  ['npm', compareSemVer],
  ['pypi', comparePep440],
]);

/**
 * @param purlType in lower case, as a package URL has it
 * @returns a total order over any text, which throws Fault `CUSTODY-404` past `limits.versionLength`; `undefined` where
 *   the order of that ecosystem is not known
 */
export function versionOrder(purlType: string): VersionOrder | undefined {
  const order = orders.get(purlType);
  return order && ((a, b) => order(bounded(a), bounded(b)));
}

function bounded(version: string): string {
  if (version.length <= limits.versionLength) return version;
  throw new Fault(
    'CUSTODY-404',
    `a version has ${version.length} characters; the limit is ${limits.versionLength}`,
    { hint: `It begins with ${version.slice(0, 64)}: look at where it comes from.` },
  );
}
