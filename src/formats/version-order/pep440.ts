/**
 * The order of Python's versions: PEP 440, in the words of its specification
 * (https://packaging.python.org/en/latest/specifications/version-specifiers/); and before all of those what PyPI took
 * before it, in the order of `LegacyVersion` (https://packaging.pypa.io/en/21.3/version.html), which setuptools had given
 * them.
 */
import { type Key, numberItem, orderBy, trimZeros, type VersionOrder } from './keys.ts';

export const comparePep440: VersionOrder = orderBy(
  (version) => pep440Key(version.trim()) ?? legacyKey(version),
);

/** Two neighbours can take one character in common at most, so that reading takes time linear in the length. */
const pattern = new RegExp(
  [
    /^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)/,
    /(?:[-_.]?(?<phase>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<pre>\d*))?/,
    /(?:-(?<implied>\d+)|[-_.]?(?:post|rev|r)[-_.]?(?<post>\d*))?/,
    /(?:[-_.]?dev[-_.]?(?<dev>\d*))?/,
    /(?:\+(?<local>[a-z\d]+(?:[-_.][a-z\d]+)*))?$/,
  ]
    .map(({ source }) => source)
    .join(''),
  'i',
);

function pep440Key(version: string): Key | undefined {
  const groups = pattern.exec(version)?.groups;
  if (groups === undefined) return undefined;
  const { epoch = '', release = '', phase, pre = '', implied, post = implied, dev, local } = groups;
  const onlyDev = phase === undefined && post === undefined && dev !== undefined;
  return [
    '1',
    numberItem(epoch),
    ...trimZeros(release.split('.')).map((digits) => `1${numberItem(digits)}`),
    '0',
    phase === undefined ? (onlyDev ? '0' : '2') : `1${phaseOf(phase)}${numberItem(pre)}`,
    post === undefined ? '0' : `1${numberItem(post)}`,
    dev === undefined ? '1' : `0${numberItem(dev)}`,
    ...(local === undefined ? [] : local.toLowerCase().split(/[-_.]/).map(localItem)),
  ];
}

/** `a`, `b` or `c`, whose other names are `rc`, `pre` and `preview`. */
function phaseOf(name: string): string {
  const first = name.charAt(0).toLowerCase();
  return first === 'a' || first === 'b' ? first : 'c';
}

function localItem(segment: string): string {
  return /^\d+$/.test(segment) ? `1${numberItem(segment)}` : `0${segment}`;
}

const legacyNames: ReadonlyMap<string, string> = new Map([
  ['pre', 'c'],
  ['preview', 'c'],
  ['rc', 'c'],
  ['-', 'final-'],
  ['dev', '@'],
]);

/**
 * Runs of digits, runs of letters, and the rest, compared as text: `*` before words sorts them before numbers, and
 * `*final`, at the end of every version, after what names a pre-release.
 */
function legacyKey(version: string): Key {
  const items: string[] = ['0'];
  const drop = (item: string) => {
    while (items.at(-1) === item) items.pop();
  };
  for (const part of [...(version.toLowerCase().match(/\d+|[a-z]+|-|[^\da-z.-]+/g) ?? []), 'final']) {
    if (/^\d/.test(part)) {
      items.push(part.padStart(8, '0'));
      continue;
    }
    const item = `*${legacyNames.get(part) ?? part}`;
    if (item < '*final') drop('*final-');
    drop('00000000');
    items.push(item);
  }
  return items;
}
