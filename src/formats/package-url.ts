/**
 * Package URLs (https://github.com/package-url/purl-spec), split for comparison and not normalised: two spellings of one
 * package are held to be two. It does not rest on `purl.ts`, which refuses more and holds more to be the same: what a
 * scanner reports in a spelling that is refused there would have no package at all, and a statement that names one
 * spelling would excuse findings in the others.
 */
import { strongAlgorithms } from '../model/digest.ts';
import { limits } from '../model/limits.ts';
import type { PackageUrl } from '../model/vulnerability.ts';

/** `undefined` for text that is not a package URL, or past the limit. */
export function splitPackageUrl(text: string): PackageUrl | undefined {
  if (text.length > limits.packageUrlLength) return undefined;
  const [withoutSubpath = ''] = text.split('#', 1);
  const question = withoutSubpath.indexOf('?');
  const path = question < 0 ? withoutSubpath : withoutSubpath.slice(0, question);
  const query = question < 0 ? '' : withoutSubpath.slice(question + 1);
  const sign = path.lastIndexOf('@');
  // An unencoded `@` before the name begins a scope, not a version.
  const [base, version] = sign > path.lastIndexOf('/') ? [path.slice(0, sign), path.slice(sign + 1)] : [path];
  if (!/^pkg:[a-z][a-z0-9.+-]*(?:\/[^/\s]+)+$/i.test(base)) return undefined;
  const pairs = query === '' ? [] : query.split('&').map(pairOf);
  return { base, qualifiers: new Map(pairs), ...(version && { version }) };
}

/** True when `found` is what `wanted` names: version and qualifiers count where `wanted` gives them. */
export function namesPackage(wanted: PackageUrl, found: PackageUrl): boolean {
  return (
    wanted.base === found.base &&
    (wanted.version === undefined || wanted.version === found.version) &&
    [...wanted.qualifiers].every(([key, value]) => found.qualifiers.get(key) === value)
  );
}

/** The strong digests that a package URL holds, as `[algorithm, hexadecimal]`: of an image, or as a checksum. */
export function digestsOfPackageUrl(text: string): readonly (readonly [string, string])[] {
  const purl = splitPackageUrl(text);
  const stated = [purl?.version ?? '', ...(purl?.qualifiers.get('checksum') ?? '').split(',')];
  return stated.flatMap((one) => {
    const [algorithm = '', hex = ''] = one.replace(/%3A/i, ':').split(':', 2);
    return strongAlgorithms.some((known) => known === algorithm)
      ? [[algorithm, hex.toLowerCase()] as const]
      : [];
  });
}

function pairOf(text: string): [string, string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}
