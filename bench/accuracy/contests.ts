/** Packages and fields of ours and of syft's SBOMs of one artifact, as tables. */
import type { MinimumElements } from '../../src/model/sbom.ts';
import type { Artifact } from './artifacts.ts';
import { named, share, table } from './markdown.ts';
import { scoreOf } from './score.ts';
import type { Made } from './tools.ts';

export interface Contest {
  readonly artifact: Artifact;
  readonly ours: Made;
  /** Given the file, with nothing set. */
  readonly syft: Made;
  /** Given what the file unpacks to, with every cataloger. */
  readonly syftAll: Made;
}

const tools = ['ours', 'syft', 'syftAll'] as const;
const names = { ours: 'ours', syft: 'syft', syftAll: 'syft, all catalogers' } as const;

/** The artifact itself is none of its parts; syft lists it among them. */
function parts({ packages }: Made, { product }: Artifact): ReadonlySet<string> {
  return new Set([...packages].filter((key) => key !== product));
}

export function packageTable(contests: readonly Contest[]): string {
  const head = ['artifact', 'who knows', 'tool', 'listed', 'precision', 'recall', 'says what it is itself'];
  return table(
    head,
    contests.flatMap((contest) =>
      tools.map((tool) => {
        const { artifact } = contest;
        const made = contest[tool];
        const listed = parts(made, artifact);
        const { precision, recall } = scoreOf(listed, artifact.truth);
        const itself = made.product === artifact.product ? 'as its product' : 'no';
        return [
          tool === 'ours' ? artifact.title : '',
          tool === 'ours' ? `${artifact.truth.size}: ${artifact.witness}` : '',
          names[tool],
          `${listed.size}`,
          listed.size === 0 ? '–' : share(precision),
          artifact.truth.size === 0 ? '–' : share(recall),
          made.packages.has(artifact.product) ? 'as one of its parts' : itself,
        ];
      }),
    ),
  );
}

/** Ours beside the best that syft can do. */
export function overlapTable(contests: readonly Contest[]): string {
  return table(
    ['artifact', 'in both', 'ours alone', 'syft alone'],
    contests.map(({ artifact, ours, syftAll }) => {
      const [mine, theirs] = [parts(ours, artifact), parts(syftAll, artifact)];
      const alone = (all: ReadonlySet<string>) =>
        all.size === 0 ? '0' : `${all.size}: ${named([...all].sort(), 6)}`;
      return [
        artifact.title,
        `${mine.intersection(theirs).size}`,
        alone(mine.difference(theirs)),
        alone(theirs.difference(mine)),
      ];
    }),
  );
}

export function fieldTable(contests: readonly Contest[]): string {
  // Nothing can be filled where nothing is listed.
  const shown = contests.filter(({ artifact }) => artifact.truth.size > 0);
  const elements = shown[0]?.ours.fields.elements.map(({ name }) => name) ?? [];
  const columns = shown.flatMap(({ artifact, ours, syftAll }) => [
    { head: `${artifact.title}: ours`, fields: ours.fields },
    { head: 'syft', fields: syftAll.fields },
  ]);
  const rows = elements.map((element) => [
    element,
    ...columns.map(({ fields }) => share(filled(fields, element))),
  ]);
  return table(
    ['element', ...columns.map(({ head }) => head)],
    [...rows, ['**all**', ...columns.map(({ fields }) => `**${share(fields.share)}**`)]],
  );
}

function filled({ elements }: MinimumElements, element: string): number {
  return elements.find(({ name }) => name === element)?.share ?? 0;
}

/** How much of what an artifact states of its packages an SBOM says: the mean over the elements that it states. */
export function carriedShare(carried: ReadonlyMap<string, number>, fields: MinimumElements): number {
  const shares = [...carried].map(([element, stated]) => Math.min(1, filled(fields, element) / stated));
  return shares.reduce((sum, one) => sum + one, 0) / shares.length;
}

/** Of how many artifacts a tool lists what is there, all of it and nothing else. */
export function exactIn(contests: readonly Contest[], tool: (typeof tools)[number]): number {
  return contests.filter((contest) => {
    const { precision, recall } = scoreOf(parts(contest[tool], contest.artifact), contest.artifact.truth);
    return precision === 1 && recall === 1;
  }).length;
}
