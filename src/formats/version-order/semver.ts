/**
 * The order of Semantic Versioning 2.0.0, §11 (https://semver.org), for every version that a registry has let pass too: a
 * `v` in front, any number of parts (those that are missing are 0), numbers of any size, a pre-release without its
 * hyphen. Build metadata says nothing (§10), and neither does Go's `+incompatible`.
 */
import { type Key, numberItem, orderBy, trimZeros, type VersionOrder } from './keys.ts';

export const compareSemVer: VersionOrder = orderBy(semVerKey);

function semVerKey(version: string): Key {
  const [, numbers = '', rest = ''] = /^v?((?:\d+(?:\.\d+)*)?)([^+]*)/i.exec(version) ?? [];
  const preRelease = rest.replace(/^[-.]/, '');
  return [
    ...trimZeros(numbers.split('.')).map((digits) => `2${numberItem(digits)}`),
    // What follows the last number: a pre-release comes before its release, and that before one more number.
    ...(preRelease === '' ? ['1'] : ['0', ...preRelease.split('.').map(identifierItem)]),
  ];
}

function identifierItem(identifier: string): string {
  return /^\d+$/.test(identifier) ? `0${numberItem(identifier)}` : `1${identifier}`;
}
