/** The path of a source, as bundlers write it, made the place of a package: npm, pnpm, Yarn's archives, webpack's URLs. */
import type { Package } from '../../model/inventory.ts';

/** Whom a source belongs to: a package that is locked, one that only its path names, the product, or the bundler. */
export type Source =
  | { readonly kind: 'locked'; readonly package: Package }
  | { readonly kind: 'named'; readonly name: string; readonly version: string; readonly location: string }
  | { readonly kind: 'own' | 'bundler' };

/** `webpack://project/`, `webpack:///`, `file:///`. */
const SCHEME = /^[a-z][a-z+.-]*:\/\/[^/]*\//;
/** What no file is: run-time code of a bundler, modules that stay outside, and such as plugins make up. */
const VIRTUAL = /^(?:webpack\/|external |ignored|\(webpack\)|\(disabled\):|\0|<)|^[a-z-]{2,}:(?![\\/])/;
/** The name of a folder of pnpm, or of an archive of Yarn, with the version in it. */
const PNPM = /(?:^|\/)\.pnpm\/(?:@[^/@+]+\+)?[^/@]+@([^/_()]+)[^/]*\/node_modules\/$/;
const YARN = /(?:^|\/)[^/]*-npm-(\d[^/]*)-[0-9a-f]{10}(?:-[0-9a-f]+)?(?:\.zip)?\/node_modules\/$/;
const PACKAGE = /^(?:@[^/]+\/)?[^/@.][^/]*(?=\/)/;

/** Finds the owners of sources among the packages of one lock. */
export class SourcePaths {
  readonly #byLocation: ReadonlyMap<string, Package>;
  readonly #byName: ReadonlyMap<string, readonly Package[]>;

  constructor(locked: readonly Package[]) {
    this.#byLocation = new Map(locked.flatMap((one) => (one.location ? [[one.location, one]] : [])));
    this.#byName = Map.groupBy(locked, ({ name }) => name);
  }

  ownerOf(path: string): Source {
    const plain = path
      .replaceAll('\\', '/')
      .replace(SCHEME, '')
      .replace(/^(?:\.{0,2}\/)+/, '');
    if (VIRTUAL.test(plain)) return { kind: 'bundler' };
    const within = plain.replace(/[?|].*$/, '');
    let named: Source | undefined;
    // From the innermost folder of packages outwards: a package may carry folders that no lock knows of.
    for (
      let at = within.lastIndexOf('node_modules/');
      at !== -1;
      at = within.lastIndexOf('node_modules/', at - 1)
    ) {
      const found = this.#ownerAt(within, at + 'node_modules/'.length);
      if (found?.kind === 'locked') return found;
      named ??= found;
      if (at === 0) break;
    }
    return named ?? { kind: 'own' };
  }

  #ownerAt(path: string, nameStart: number): Source | undefined {
    const name = PACKAGE.exec(path.slice(nameStart))?.[0];
    if (name === undefined) return undefined;
    const location = path.slice(0, nameStart) + name;
    const [before, version = ''] = [path.slice(0, nameStart), versionIn(path.slice(0, nameStart))];
    const locked = this.#atLocation(location) ?? this.#byVersion(name, version, before);
    if (locked) return { kind: 'locked', package: locked };
    return { kind: 'named', name, version, location: location.slice(location.indexOf('node_modules/')) };
  }

  /** The path may begin above the root of the lock, at the root of the machine for instance. */
  #atLocation(location: string): Package | undefined {
    for (let rest = location; ; rest = rest.slice(rest.indexOf('/') + 1)) {
      const found = this.#byLocation.get(rest);
      if (found || !rest.includes('/') || rest.startsWith('node_modules/')) return found;
    }
  }

  /** Where no location says which it is: the one version that there is, or the one that the path names. */
  #byVersion(name: string, version: string, before: string): Package | undefined {
    const all = this.#byName.get(name) ?? [];
    const fitting = version === '' ? all : all.filter((one) => one.version === version);
    // Inside of another package it may be a copy that was published along with that one.
    const isInside = version === '' && /node_modules\/.+node_modules\/$/.test(before);
    return !isInside && new Set(fitting.map((one) => one.version)).size === 1 ? fitting[0] : undefined;
  }
}

function versionIn(before: string): string | undefined {
  return (PNPM.exec(before) ?? YARN.exec(before))?.[1];
}
