/**
 * An SBOM of one artifact before it is written in a format: the product with its digests, what is in it, how each part is
 * known, how they depend on each other, and what is not known. Formats write it; a reader of a document gives `Sbom`
 * (sbom.ts), which is all that can be told of a document made by anyone.
 */
import type { DigestSet } from './digest.ts';
import type { Place } from './fault.ts';
import type { Method, Origin, PackageName } from './inventory.ts';
import type { Licence } from './licence.ts';
import type { Truth } from './truth.ts';

/** One way in which a component is known. */
export interface Proof {
  readonly method: Method;
  /** 0 to 1. */
  readonly confidence: number;
  readonly at: Place;
}

export interface Component extends PackageName {
  /** Its canonical package URL, by which edges name it. */
  readonly purl: string;
  /** Algorithm → lower-case hexadecimal: of the archive that was downloaded. */
  readonly hashes: DigestSet;
  readonly licence?: Licence;
  /** Who makes it, by its own manifest. */
  readonly supplier?: string;
  readonly origin?: Origin;
  readonly scope: 'required' | 'optional' | 'development';
  readonly proofs: readonly [Proof, ...Proof[]];
  /** Package URLs of components of the same SBOM, sorted; absent where nothing says. */
  readonly dependsOn?: readonly string[];
}

/** What the SBOM is of. Its digests are those of the subject of the statement that carries it. */
export interface Product {
  /** The name of the artifact: the subject's. */
  readonly name: string;
  readonly digests: DigestSet;
  /** What its manifest calls it, where it has one. */
  readonly manifest?: PackageName;
  readonly licence?: Licence;
  /** Package URLs of what it depends on directly, sorted; absent where nothing says: then on all that nothing else needs. */
  readonly dependsOn?: readonly string[];
}

export interface Bom {
  readonly product: Product;
  /** Sorted by package URL, none twice. */
  readonly components: readonly Component[];
  /** What is known to be missing or not to be known; none where the list is complete. */
  readonly gaps: readonly { readonly at: Place; readonly message: string }[];
  /** `build`: taken from what was built; `pre-build`: from files that a build would start with. */
  readonly phase: 'build' | 'pre-build';
  /** Of SOURCE_DATE_EPOCH or of the commit; absent where neither is known. */
  readonly time?: Date;
  /** Who answers for the document: an organisation or a person, never a tool. */
  readonly author?: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** Absent where there is no content to hold it against. */
  readonly truth?: Truth;
}
