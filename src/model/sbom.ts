/** What an SBOM says, as far as a rule asks: the same for every format, and how much of the minimum it says. */

export interface SbomComponent {
  /** Each empty where the document does not say it, or says that it does not know. */
  readonly name: string;
  readonly version: string;
  readonly supplier: string;
  /** A package URL or a CPE. */
  readonly identifier: string;
  /** Stands at one end of a dependency or of a containment. */
  readonly related: boolean;
}

export interface Sbom {
  readonly components: readonly SbomComponent[];
  /** A person or an organisation, never a tool. */
  readonly author: string;
  readonly timestamp?: Date;
}

/**
 * The seven data fields of NTIA's "The Minimum Elements For a Software Bill of Materials" (July 2021). Author and
 * timestamp are the document's, and hold for all of its components or for none.
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
];

export interface MinimumElements {
  /** The share of components that fill an element, 0 to 1, and its mean over the elements: nothing fills nothing. */
  readonly share: number;
  readonly worst: { readonly name: string; readonly share: number };
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
  return { share, worst };
}
