/** What a lockfile of Bun holds: a list for each package, whose items depend on where it comes from. */
import { isObject } from '../formats/json.ts';
import { type JsonFile, malformed, objectIn, textIn } from '../formats/json-lines.ts';
import type { Place } from '../model/fault.ts';
import type { Origin, Package } from '../model/inventory.ts';
import type { Json, JsonObject } from '../model/statement.ts';
import { npmOrigin } from './npm-origin.ts';
import { npmPackage } from './npm-package.ts';

export interface BunEntry {
  /** `node_modules/a/node_modules/b` for the key `a/b`. */
  readonly location: string;
  readonly found: Package;
  /** What it depends on, by kind. */
  readonly detail: JsonObject;
}

/** The project itself, at the location '', and each of its workspaces. */
export interface BunOwner {
  readonly location: string;
  readonly at: Place;
  readonly detail: JsonObject;
}

/** @throws Fault `CUSTODY-410` */
export function bunOwners(file: JsonFile): readonly BunOwner[] {
  const workspaces = objectIn(file, file.root, 'workspaces');
  return Object.keys(workspaces).map((path) => {
    const detail = objectIn(file, workspaces, path);
    const at = file.placeOf(detail);
    if (path === '') return { location: '', at, detail };
    return { location: locationOf(textIn(file, detail, 'name') ?? '', at), at, detail };
  });
}

/** @throws Fault `CUSTODY-410` */
export function bunEntries(file: JsonFile, owners: readonly BunOwner[]): readonly BunEntry[] {
  const own = new Map(owners.map(({ location, detail }) => [location, detail]));
  const packages = objectIn(file, file.root, 'packages');
  return Object.entries(packages).flatMap(([key, list]) => {
    const at = Array.isArray(list) ? file.placeOf(list) : file.placeOf(packages);
    const [first, ...items] = Array.isArray(list) ? list : [];
    if (typeof first !== 'string')
      throw malformed(at, `${JSON.stringify(key)} is not a list that begins with text`);
    const sign = first.indexOf('@', 1);
    if (sign < 0) throw malformed(at, `${JSON.stringify(first)} names no package`);
    const reference = first.slice(sign + 1);
    // The project under its own name, for packages that depend on it.
    if (reference.startsWith('root:')) return [];
    const location = locationOf(key, at);
    const { integrity, ...facts } = factsOf(reference, items);
    const detail = reference.startsWith('workspace:') ? own.get(location) : items.find(isObject);
    return [
      {
        location,
        detail: detail ?? {},
        found: {
          ...npmPackage({ id: location, name: first.slice(0, sign), at, integrity, ...facts }),
          location,
        },
      },
    ];
  });
}

interface Facts {
  readonly version: string;
  readonly origin: Origin | undefined;
  readonly integrity: string | undefined;
}

/** Of a registry: its address, empty for the default one. Of anything else, a name of Bun's own may stand last. */
function factsOf(reference: string, items: readonly Json[]): Facts {
  const integrity = items.find((item) => typeof item === 'string' && /^sha\d+-/.test(item));
  const hash = typeof integrity === 'string' ? integrity : undefined;
  if (/[:/]/.test(reference)) return { version: '', origin: npmOrigin(reference), integrity: hash };
  const [registry] = items;
  const address = typeof registry === 'string' ? registry : '';
  return { version: reference, origin: address === '' ? undefined : npmOrigin(address), integrity: hash };
}

/** A key names packages within packages; the `/` of a scope separates nothing. */
function locationOf(key: string, at: Place): string {
  const segments = key.split('/');
  if (segments.some((segment) => ['', '.', '..', 'node_modules'].includes(segment))) {
    throw malformed(at, `${JSON.stringify(key)} is not a plain name`);
  }
  const starts = segments.map((segment, index) =>
    segments[index - 1]?.startsWith('@') ? segment : `node_modules/${segment}`,
  );
  return starts.join('/');
}
