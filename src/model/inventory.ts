/**
 * What is in a file, or what a file says of what is elsewhere: packages, each with the place that proves it. Readers of
 * sbom/readers/ make inventories; an SBOM is made of them.
 */
import type { DigestSet } from './digest.ts';
import type { Place } from './fault.ts';
import type { Licence } from './licence.ts';

/** `path` is relative, with forward slashes; of a file inside of an archive it is the path there. */
export interface InventoryFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Where a package was taken from, where that is not the default registry of its ecosystem. */
export interface Origin {
  readonly kind: 'registry' | 'archive' | 'git' | 'path';
  /** As it was written, without credentials. */
  readonly url?: string;
  /** Of a repository; as long as it was written. */
  readonly commit?: string;
}

/** A name and a version under which an ecosystem knows something. */
export interface PackageName {
  /** The type of its package URL: `npm`, `pypi`, `golang`, `cargo`, `github`. */
  readonly type: string;
  /** In the ecosystem's own form: `@scope/name`, a module path, `owner/repository`. */
  readonly name: string;
  /** Empty where nothing pins it. */
  readonly version: string;
}

/** How a package came to be known, most direct first. */
export const methods = [
  'metafile',
  'source-map',
  'buildinfo',
  'auditable',
  'manifest',
  'banner',
  'fingerprint',
  'lockfile',
] as const;
export type Method = (typeof methods)[number];

/** One ground for a package being there. */
export interface Evidence {
  readonly method: Method;
  /** From 0 to 1, as far as the method can say. */
  readonly confidence: number;
  /** What says so, where it is another place than the package's own: a source map, a metafile. */
  readonly at?: Place;
}

export interface Package extends PackageName {
  /** Unique within its inventory: edges name it. */
  readonly id: string;
  /** Where the inventory's file names it, with the line wherever the format has lines. */
  readonly at: Place;
  /** Of the archive that was downloaded: algorithm, such as `sha512` → lower-case hexadecimal. */
  readonly hashes?: DigestSet;
  readonly licence?: Licence;
  /** Who makes it, where its own manifest names somebody. */
  readonly supplier?: string;
  /** Absent for what the product needs where it runs. */
  readonly scope?: 'optional' | 'development';
  /** The names that the file has for why it is there: `dev`, `optional`, `peer`, `docs`. */
  readonly groups?: readonly string[];
  readonly origin?: Origin;
  /** Ids of packages of the same inventory; absent where the format says nothing of it. */
  readonly dependsOn?: readonly string[];
  /** Where it is installed below the root: `node_modules/a/node_modules/b`. */
  readonly location?: string;
  /** What proves it, where that is more than the file's naming it. */
  readonly evidence?: readonly Evidence[];
}

/** What keeps an inventory from being whole: said in the SBOM's composition and, with its place, in annotations. */
export interface Gap {
  readonly at: Place;
  /** A clause: `left-pad is not pinned to a version`. */
  readonly message: string;
}

/** Who the bytes of a file are owed to. Shares of one file never add up to more than its size. */
export interface Share {
  /** The id of a package, the product itself, or nobody who can be named: bytes that no reader can look into. */
  readonly owner: { readonly package: string } | 'first-party' | 'opaque';
  readonly bytes: number;
}

/** What one reader makes of one file. */
export interface Inventory {
  /** What the file is about: the package of a manifest, the project of a lockfile. */
  readonly root?: PackageName & {
    readonly licence?: Licence;
    /** Ids of what it depends on directly; absent where the format says nothing of it. */
    readonly dependsOn?: readonly string[];
  };
  readonly packages: readonly Package[];
  readonly gaps: readonly Gap[];
  /** What lies in it, of an archive: each is offered to the readers in turn. */
  readonly files?: Iterable<InventoryFile>;
  /**
   * Of a manifest: paths of the files that belong to what it names. Where it does not say, those in its folder that no
   * nearer manifest claims.
   */
  readonly owns?: readonly string[];
  /** Of the file's own bytes; what is left over belongs to nobody who is known. */
  readonly shares?: readonly Share[];
}

/** What a reader may ask about the surroundings of a file. */
export interface Surroundings {
  /** The bytes of another file, by its path relative to the folder of the file that is read; never outside the base. */
  near(path: string): Promise<Uint8Array | undefined>;
  /** What the lockfiles of the build name, for readers of what was built from it. */
  readonly locked: readonly Package[];
  /**
   * The files of a locked package where it is still installed, by its `location`; empty where it is not. For the product
   * itself those of the build's folder, without what is installed in it.
   */
  installed(one: Package | 'first-party'): AsyncIterable<InventoryFile>;
}

export interface Reader {
  /** The name of its file in sbom/readers/. */
  readonly name: string;
  /** For the table of what is read: `npm`, `PyPI`, `Go`. */
  readonly ecosystem: string;
  /** What it reads, in Markdown: `` `package-lock.json` v1 to v3 ``. */
  readonly reads: string;
  readonly method: Method;
  /** What its packages carry, as far as the file says it. */
  readonly gives: readonly ('edges' | 'hashes' | 'licences' | 'scopes' | 'suppliers')[];
  /** By path, and by content where a path says nothing. Never throws. */
  recognises(file: InventoryFile): boolean;
  /**
   * @throws Fault `CUSTODY-410` for a file that is not what it should be, with file and line; `CUSTODY-404` past a
   *   limit. Never a part of an inventory.
   */
  read(file: InventoryFile, around: Surroundings): Inventory | Promise<Inventory>;
}
