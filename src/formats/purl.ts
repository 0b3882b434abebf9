/**
 * Package URLs (ECMA-427, https://github.com/package-url/purl-spec 1.0.1): read, checked and written in their one
 * canonical spelling. Where readers differ in what a text means, it means nothing here.
 */
import { limits } from '../model/limits.ts';
import type { Purl } from '../model/purl.ts';
import { type PurlType, purlType } from './purl-types.ts';

/**
 * The parts of a package URL, in canonical spelling.
 *
 * @returns `undefined` for text that is none, that its type refuses, or past the limit
 */
export function parsePurl(text: string): Purl | undefined {
  const raw = split(text);
  if (raw === undefined) return undefined;
  const hasCapitals = raw.pairs.some(([key]) => key !== key.toLowerCase());
  return hasCapitals && purlType(raw.type).exactKeys ? undefined : decode(raw);
}

/**
 * The canonical spelling of a package URL. It mends capitals in the keys of qualifiers too, for which `parsePurl`
 * refuses some types.
 *
 * @returns `undefined` for text that is none, that its type refuses, or past the limit
 */
export function canonicalPurl(text: string): string | undefined {
  const raw = split(text);
  const purl = raw && decode(raw);
  return purl && formatPurl(purl);
}

/**
 * The canonical text of a package, however its parts are spelt: the inverse of `parsePurl`.
 *
 * @returns `undefined` for parts that make no package URL, that their type refuses, or whose text is past the limit
 */
export function formatPurl(parts: Purl): string | undefined {
  const purl = canonical(parts, Object.entries(parts.qualifiers ?? {}));
  if (purl === undefined) return undefined;
  const name = purlType(purl.type).pathAsName ? segments(purl.name) : [purl.name];
  const path = [purl.type, ...segments(purl.namespace ?? ''), ...name];
  const pairs = Object.entries(purl.qualifiers ?? {}).map(([key, value]) => `${key}=${encode(value)}`);
  const text = [
    `pkg:${path.map(encode).join('/')}`,
    purl.version === undefined ? '' : `@${encode(purl.version)}`,
    pairs.length === 0 ? '' : `?${pairs.join('&')}`,
    purl.subpath === undefined ? '' : `#${segments(purl.subpath).map(encode).join('/')}`,
  ].join('');
  return text.length > limits.packageUrlLength ? undefined : text;
}

/** Key and value of a qualifier. */
type Pair = readonly [string, string];

/** The parts as they are written, still encoded. */
interface Raw {
  readonly type: string;
  /** Segments of the namespace, and the name. */
  readonly path: readonly string[];
  readonly version: string;
  readonly pairs: readonly Pair[];
  readonly subpath: string;
}

function split(text: string): Raw | undefined {
  if (text.length > limits.packageUrlLength || !/^pkg:[!-~]+$/i.test(text) || !isEncoded(text))
    return undefined;
  const [beforeSubpath = '', subpath = '', ...moreSubpaths] = text.slice('pkg:'.length).split('#');
  const [beforeQuery = '', query = '', ...moreQueries] = beforeSubpath.split('?');
  // Of several such signs, some readers split at the first and some at the last.
  if (moreSubpaths.length + moreQueries.length > 0) return undefined;
  const [type = '', ...path] = segments(beforeQuery);
  const last = path.pop() ?? '';
  // As with a version in the midst of the path. An `@` that begins a segment is that of a scope.
  if (path.some((segment) => segment.lastIndexOf('@') > 0)) return undefined;
  const sign = last.lastIndexOf('@');
  const [name, version] = sign < 0 ? [last, ''] : [last.slice(0, sign), last.slice(sign + 1)];
  const pairs = query === '' ? [] : query.split('&').map(pairOf);
  return { type: type.toLowerCase(), path: [...path, name], version, pairs, subpath };
}

function decode({ type, path, version, pairs, subpath }: Raw): Purl | undefined {
  const namespace = path.slice(0, -1).map(decodeURIComponent);
  const below = segments(subpath).map(decodeURIComponent);
  if ([...namespace, ...below].some((segment) => segment.includes('/'))) return undefined;
  const parts = {
    type,
    namespace: namespace.join('/'),
    name: decodeURIComponent(path.at(-1) ?? ''),
    version: decodeURIComponent(version),
    subpath: below.join('/'),
  };
  return canonical(
    parts,
    pairs.map(([key, value]) => [key, decodeURIComponent(value)]),
  );
}

/** Normalised and checked. */
function canonical(given: Omit<Purl, 'qualifiers'>, pairs: readonly Pair[]): Purl | undefined {
  const type = given.type.toLowerCase();
  const rules = purlType(type);
  const qualifiers = qualifiersOf(pairs);
  const spelt = (part: 'namespace' | 'name' | 'version' | 'subpath'): string =>
    rules.lower?.includes(part) ? (given[part] ?? '').toLowerCase() : (given[part] ?? '');
  const draft = {
    type,
    namespace: segments(spelt('namespace')).join('/'),
    name: withoutOuterSlashes(spelt('name')),
    version: spelt('version'),
    qualifiers: qualifiers ?? {},
    subpath: segments(spelt('subpath'))
      .filter((segment) => segment !== '.' && segment !== '..')
      .join('/'),
  };
  const parts = { ...draft, ...rules.spell?.(draft) };
  return qualifiers && isAllowed(parts, rules) ? withoutEmpty(parts) : undefined;
}

function isAllowed(parts: Required<Purl>, rules: PurlType): boolean {
  const { type, namespace, name, version, qualifiers, subpath } = parts;
  return (
    /^[a-z][a-z0-9.-]*$/.test(type) &&
    name !== '' &&
    rules.namespace !== (namespace === '' ? 'required' : 'prohibited') &&
    (rules.name?.test(name) ?? true) &&
    (version === '' || (rules.version?.test(version) ?? true)) &&
    (rules.qualifiers?.every((key) => key in qualifiers) ?? true) &&
    [namespace, name, version, subpath, ...Object.values(qualifiers)].every((part) => part.isWellFormed())
  );
}

function withoutEmpty({ type, namespace, name, version, qualifiers, subpath }: Required<Purl>): Purl {
  return {
    type,
    ...(namespace && { namespace }),
    name,
    ...(version && { version }),
    ...(Object.keys(qualifiers).length > 0 && { qualifiers }),
    ...(subpath && { subpath }),
  };
}

/** Sorted by key. `undefined` when a key is none, or stands there twice. */
function qualifiersOf(pairs: readonly Pair[]): Purl['qualifiers'] | undefined {
  // A key may be `constructor`: to read another must not find what every object inherits.
  const qualifiers: Record<string, string> = Object.create(null);
  const folded = pairs.map(([key, value]): Pair => [key.toLowerCase(), value]);
  const isSound = folded.every(([key]) => /^[a-z][a-z0-9._-]*$/.test(key));
  if (!isSound || new Set(folded.map(([key]) => key)).size < folded.length) return undefined;
  for (const [key, value] of folded.sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (value !== '') qualifiers[key] = value;
  }
  return qualifiers;
}

/** Without `=` there is no key. */
function pairOf(text: string): Pair {
  const equals = text.indexOf('=');
  return equals < 0 ? ['', text] : [text.slice(0, equals), text.slice(equals + 1)];
}

/** Empty segments say nothing. */
function segments(text: string): string[] {
  return text.split('/').filter((segment) => segment !== '');
}

function withoutOuterSlashes(text: string): string {
  let start = 0;
  let end = text.length;
  while (text[start] === '/') start += 1;
  while (end > start && text[end - 1] === '/') end -= 1;
  return text.slice(start, end);
}

/** Whether each `%` begins a byte, and the bytes are UTF-8: then those between any two separators are so too. */
function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** All but letters, digits, `-`, `.`, `_`, `~` and `:`. */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}
