/** What differs between two SBOMs: the same whatever their formats. Names and versions are those of the documents, unescaped. */

export interface NamedPackage {
  /** The type of its package URL, such as `npm`. */
  readonly type: string;
  /** With its namespace, where it has one. */
  readonly name: string;
}

/** One version of a package. */
export interface Release {
  /** Empty where the document states none. */
  readonly version: string;
  /** All that the document states for it, each once, sorted; empty where it states none. */
  readonly licences: readonly string[];
}

export type PackageRelease = NamedPackage & Release;

/** The same package on both sides. */
export interface PackageChange extends NamedPackage {
  readonly from: Release;
  readonly to: Release;
}

export interface VersionChange extends PackageChange {
  /** `other` where the versions have no known order, or are one in two spellings. */
  readonly direction: 'upgraded' | 'downgraded' | 'other';
}

/** Each list is sorted by type, name and version, by code units. */
export interface SbomDiff {
  readonly added: readonly PackageRelease[];
  readonly removed: readonly PackageRelease[];
  readonly changed: readonly VersionChange[];
  /** Where the stated licences differ, of a version that stayed or between both ends of a change, which `changed` has too. */
  readonly licences: readonly PackageChange[];
}
