/**
 * What a lockfile of npm holds, whichever way it is written
 * (https://docs.npmjs.com/cli/configuring-npm/package-lock-json).
 */
import { isObject } from '../formats/json.ts';
import { flagIn, type JsonFile, malformed, objectIn, textIn } from '../formats/json-lines.ts';
import type { Place } from '../model/fault.ts';
import type { JsonObject } from '../model/statement.ts';

/** A package at a location; the root's is empty. */
export interface NpmEntry {
  readonly location: string;
  readonly name: string;
  /** Empty where the lockfile has none. */
  readonly version: string;
  readonly at: Place;
  /** The object that says all this. */
  readonly detail: JsonObject;
  /** The address that it was taken from. */
  readonly resolved?: string | undefined;
  /** It lies in the archive of another package. */
  readonly bundled: boolean;
  /** The location of a folder that it is a link to. */
  readonly target?: string | undefined;
  readonly needs: readonly Need[];
}

/** A dependency, by the name under which it is installed. */
export interface Need {
  readonly name: string;
  /** Whether the lockfile has to hold it. */
  readonly required: boolean;
}

/** Versions 2 and 3: one object for each location in `packages`. @throws Fault `CUSTODY-410` */
export function flatEntries(file: JsonFile): readonly NpmEntry[] {
  return Object.entries(membersOf(file, file.root, 'packages')).map(([location, detail]) => {
    const at = file.placeOf(detail);
    if (!isPlainPath(location)) throw malformed(at, `${JSON.stringify(location)} is not a plain path`);
    const resolved = textIn(file, detail, 'resolved');
    const isLink = flagIn(file, detail, 'link');
    if (isLink && resolved === undefined) throw malformed(at, `the link ${location} leads nowhere`);
    return {
      location,
      name: textIn(file, detail, 'name') ?? nameOf(location),
      version: textIn(file, detail, 'version') ?? '',
      at,
      detail,
      resolved,
      bundled: flagIn(file, detail, 'inBundle'),
      ...(isLink && { target: resolved }),
      needs: needsOf(file, detail, location),
    };
  });
}

/** Version 1: packages within packages, as their folders lie. @throws Fault `CUSTODY-410` */
export function nestedEntries(file: JsonFile): readonly NpmEntry[] {
  const found: NpmEntry[] = [];
  const add = (owner: JsonObject, folder: string): void => {
    for (const [key, detail] of Object.entries(membersOf(file, owner, 'dependencies'))) {
      const location = `${folder}node_modules/${key}`;
      found.push(nestedEntry(file, location, key, detail));
      if (detail['dependencies'] !== undefined) add(detail, `${location}/`);
    }
  };
  if (file.root['dependencies'] !== undefined) add(file.root, '');
  return found;
}

function nestedEntry(file: JsonFile, location: string, key: string, detail: JsonObject): NpmEntry {
  const at = file.placeOf(detail);
  if (!isPlainPath(key) || !/^(?:@[^/]+\/)?[^/]+$/.test(key)) {
    throw malformed(at, `${JSON.stringify(key)} is not a plain name`);
  }
  const written = textIn(file, detail, 'version') ?? '';
  const alias = /^npm:(.+)@([^@]*)$/.exec(written);
  const isAddress = !alias && /[:/]/.test(written);
  const requires = detail['requires'] === true ? {} : objectIn(file, detail, 'requires');
  return {
    location,
    name: alias?.[1] ?? key,
    version: isAddress ? '' : (alias?.[2] ?? written),
    at,
    detail,
    resolved: isAddress ? written : textIn(file, detail, 'resolved'),
    bundled: flagIn(file, detail, 'bundled'),
    needs: Object.keys(requires).map((name) => ({ name, required: false })),
  };
}

/**
 * What npm may have left out is not required: optional packages, peers that nobody brought, and what a folder beside is
 * developed with, for only workspaces get that.
 */
function needsOf(file: JsonFile, detail: JsonObject, location: string): readonly Need[] {
  const names = (key: string) => Object.keys(objectIn(file, detail, key));
  const needs = (list: readonly string[], required: boolean) => list.map((name) => ({ name, required }));
  const optional = new Set(names('optionalDependencies'));
  return [
    ...needs(
      names('dependencies').filter((name) => !optional.has(name)),
      true,
    ),
    // Of a package from elsewhere, it is never installed.
    ...(location.includes('node_modules/') ? [] : needs(names('devDependencies'), location === '')),
    ...needs([...optional, ...names('peerDependencies')], false),
  ];
}

function membersOf(file: JsonFile, owner: JsonObject, key: string): Readonly<Record<string, JsonObject>> {
  const members = objectIn(file, owner, key);
  const wrong = Object.entries(members).find(([, value]) => !isObject(value))?.[0];
  if (wrong === undefined) return members as Readonly<Record<string, JsonObject>>;
  throw malformed(file.placeOf(members), `${JSON.stringify(wrong)} is not an object`);
}

/** As npm takes a name from a folder: the last segment, and the one before it where that is a scope. */
function nameOf(location: string): string {
  const segments = location.split('/').slice(-2);
  return segments[0]?.startsWith('@') ? segments.join('/') : (segments.at(-1) ?? '');
}

/** Relative, with nothing that stays or goes up but at its beginning: a folder beside the project's. */
function isPlainPath(location: string): boolean {
  const inner = location.replace(/^(?:\.\.(?:\/|$))+/, '');
  return inner === '' || inner.split('/').every((segment) => !['', '.', '..'].includes(segment));
}
