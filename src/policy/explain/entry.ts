/** One entry of `artifacts:` in words: what must be true, and what nobody asks. Signers by their names. */
import { SLSA_PROVENANCE_V1 } from '../../model/statement.ts';
import type { ArtifactEntry, Require } from '../policy.ts';
import { numbers } from './signer.ts';
import { all, either, percent, span } from './words.ts';

export function entryLines({
  name,
  at,
  match,
  source,
  signers,
  require,
  summaries,
}: ArtifactEntry): readonly string[] {
  const { provenance, predicates, maxAge } = require;
  const wanted = [
    `It is built from ${sourceWords(source)}.`,
    `Its provenance (${SLSA_PROVENANCE_V1}) is signed by ${signerWords(provenance.threshold, signers)}.`,
    ...provenanceLines(provenance),
    ...predicates.map(
      (one) =>
        `A statement of ${one.type} is there${aged(one.maxAge)}, attested by ${signerWords(one.threshold, one.signers)}.`,
    ),
    ...sbomLines(require.sbom),
    ...vulnerabilityLines(require.vulnerabilities),
    ...(maxAge ? [`No piece of this evidence is older than ${span(maxAge.seconds)}.`] : []),
    ...(summaries
      ? [
          `In place of all this counts a summary of a verification by this policy, no older than ${span(summaries.maxAge)}, attested by ${either(summaries.signers)}.`,
        ]
      : []),
    ...unasked(source, require),
  ];
  return [`${name} (line ${at.line}): ${either(match)}`, ...wanted.map((line) => `  ${line}`)];
}

/** The names of all signers that an entry relies on. */
export function signersOf({ signers, require, summaries }: ArtifactEntry): readonly string[] {
  const { predicates, sbom, vulnerabilities } = require;
  return [
    ...signers,
    ...predicates.flatMap((one) => one.signers),
    ...(sbom?.signers ?? []),
    ...(vulnerabilities?.signers ?? []),
    ...(vulnerabilities?.vexSigners ?? []),
    ...(summaries?.signers ?? []),
  ];
}

function sourceWords({
  repository,
  repositoryId,
  ownerId,
  refs,
  triggers = [],
}: ArtifactEntry['source']): string {
  const known = numbers(repositoryId, ownerId);
  const ids = known.length > 0 ? ` (${known.join(', ')})` : '';
  const also = triggers.length > 0 ? `; runs by ${either(triggers)} count as well` : '';
  return `${repository}${ids} at ${either(refs)}${also}`;
}

function signerWords(threshold: number, names: readonly string[]): string {
  return threshold === 1 ? either(names) : `${threshold} distinct ones of ${all(names)}`;
}

function provenanceLines({ level, runConclusion, buildTypes }: Require['provenance']): readonly string[] {
  const isolated = level === 3 ? ': by an isolated signer on a runner of GitHub' : '';
  return [
    `It shows SLSA Build level ${level} at least${isolated}.`,
    ...(runConclusion
      ? ['The run that signed has succeeded, and so has every job that may have sealed.']
      : []),
    ...(buildTypes ? [`It was built as ${either(buildTypes)}.`] : []),
  ];
}

function sbomLines(sbom: Require['sbom']): readonly string[] {
  if (!sbom) return [];
  const { formats, fields, precision, recall, bound, signers } = sbom;
  const filled = fields === undefined ? '' : `, with ${percent(fields)} of the minimum elements filled`;
  const figures = [
    ...(precision === undefined
      ? []
      : [`that at least ${percent(precision)} of what it lists is in the artifact`]),
    ...(recall === undefined
      ? []
      : [`that it accounts for at least ${percent(recall)} of the artifact's bytes`]),
  ];
  return [
    `An SBOM (${either(formats)}) is there${filled}, attested by ${either(signers)}.`,
    ...(figures.length > 0 ? [`It states ${figures.join(', and ')}.`] : []),
    bound
      ? 'It names the artifact by digest, and the provenance names it.'
      : 'Nothing but its signature ties it to the artifact.',
  ];
}

function vulnerabilityLines(rule: Require['vulnerabilities']): readonly string[] {
  if (!rule) return [];
  const { signers, vexSigners, failOn, maxDataAge } = rule;
  const but =
    vexSigners.length > 0
      ? `, but for what a VEX statement takes out, attested by ${either(vexSigners)}`
      : '';
  return [
    `A scan for vulnerabilities is there, by data no older than ${span(maxDataAge)}, attested by ${either(signers)}.`,
    `It found nothing of severity ${failOn} or above, and nothing without a severity${but}.`,
  ];
}

function aged(maxAge: number | undefined): string {
  return maxAge === undefined ? '' : `, no older than ${span(maxAge)}`;
}

/** What a reader may take for granted, and nobody looks at. */
function unasked(source: ArtifactEntry['source'], require: Require): readonly string[] {
  const { provenance, sbom, vulnerabilities, maxAge } = require;
  const lacking: readonly (readonly [boolean, string])[] = [
    [source.repositoryId === undefined, 'whether the repository is still the one that had this name'],
    [provenance.runConclusion === undefined, 'whether the run that signed succeeded'],
    [maxAge === undefined, 'how old the evidence is'],
    [sbom === undefined, 'what is in it (an SBOM)'],
    [vulnerabilities === undefined, 'which vulnerabilities it has'],
  ];
  const found = lacking.flatMap(([lacks, what]) => (lacks ? [what] : []));
  return found.length > 0 ? [`Nobody asks ${either(found)}.`] : [];
}
