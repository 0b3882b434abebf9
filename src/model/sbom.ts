/** What an SBOM says, as far as a rule asks: the same for every format, and how much of the minimum it says. */
import type { DigestSet } from './digest.ts';
import type { Truth } from './truth.ts';

export interface SbomComponent {
  /** Each empty where the document does not say it, or says that it does not know. */
  readonly name: string;
  readonly version: string;
  readonly supplier: string;
  /** A package URL or a CPE. */
  readonly identifier: string;
  /** Stands at one end of a dependency or of a containment. */
  readonly related: boolean;
  /** Has a SHA-2 digest. */
  readonly hashed: boolean;
  /** As it is declared; empty where nothing is. */
  readonly licence: string;
  /** Has a licence that is an SPDX expression, or one that the document holds the text of. */
  readonly licensed: boolean;
  /** Said to be no part of what runs: CycloneDX's `excluded`, a dependency of development. */
  readonly excluded: boolean;
}

export interface Sbom {
  readonly components: readonly SbomComponent[];
  /** Digests of what the document says it is of; empty where it states none. */
  readonly product: DigestSet;
  /** The tool that made it, as it is named there. */
  readonly tool: string;
  /** In which phase of a life the list was taken, such as `build`. */
  readonly context: string;
  /** What it says of how far it is true of its product. */
  readonly stated: Partial<Pick<Truth, 'precision' | 'recall' | 'opaque'>>;
  /** A person or an organisation, never a tool. */
  readonly author: string;
  readonly timestamp?: Date;
}

/**
 * The seven data fields of NTIA's "The Minimum Elements For a Software Bill of Materials" (July 2021), and the four that
 * CISA's draft of August 2025 adds. Author, timestamp, tool and context are the document's, and hold for all of its
 * components or for none.
 */
const elements: readonly {
  readonly name: string;
  readonly isFilled: (component: SbomComponent, sbom: Sbom) => boolean;
}[] = [
  { name: 'supplier name', isFilled: ({ supplier }) => supplier !== '' },
  { name: 'component name', isFilled: ({ name }) => name !== '' },
  { name: 'version', isFilled: ({ version }) => version !== '' },
  { name: 'unique identifier', isFilled: ({ identifier }) => identifier !== '' },
  { name: 'dependency relationship', isFilled: ({ related }) => related },
  { name: 'author of SBOM data', isFilled: (_, { author }) => author !== '' },
  { name: 'timestamp', isFilled: (_, { timestamp }) => timestamp !== undefined },
  { name: 'component hash', isFilled: ({ hashed }) => hashed },
  { name: 'licence', isFilled: ({ licensed }) => licensed },
  { name: 'tool name', isFilled: (_, { tool }) => tool !== '' },
  { name: 'generation context', isFilled: (_, { context }) => context !== '' },
];

export interface MinimumElements {
  /** The share of components that fill an element, 0 to 1, and its mean over the elements: nothing fills nothing. */
  readonly share: number;
  readonly worst: ElementShare;
  readonly elements: readonly ElementShare[];
}

export interface ElementShare {
  readonly name: string;
  readonly share: number;
}

/** How much of the minimum an SBOM fills. */
export function minimumElements(sbom: Sbom): MinimumElements {
  const { components } = sbom;
  const shares = elements.map(({ name, isFilled }) => {
    const filled = components.filter((component) => isFilled(component, sbom)).length;
    return { name, share: components.length === 0 ? 0 : filled / components.length };
  });
  const share = shares.reduce((sum, one) => sum + one.share, 0) / shares.length;
  const worst = shares.reduce((lowest, one) => (one.share < lowest.share ? one : lowest));
  return { share, worst, elements: shares };
}
