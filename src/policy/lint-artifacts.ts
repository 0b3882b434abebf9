/** Signers and artifacts: what can never be true, or is true of more than anyone means (trust rules T3, T5, T8, T13). */
import { sameName } from '../model/identity.ts';
import type { Reading } from './kinds.ts';
import type { ArtifactPart, Part, SignerPart } from './lint-part.ts';

export function lintSigner({ name, github }: SignerPart, reading: Reading): void {
  const path = `signers.${name}.github`;
  if (reading.holds(`${path}.refs`) || github.workflow.commit !== undefined) return;
  reading.refuse(path, {
    problem: 'lacks `refs`, so that any branch of the workflow could sign',
    fix: 'Add `refs`, such as `refs: [refs/heads/main]`, or pin the workflow by `@<full commit>`.',
  });
}

export function lintArtifact(artifact: ArtifactPart, policy: Part, reading: Reading): void {
  const path = `artifacts.${artifact.name}`;
  const { provenance, predicates } = artifact.require;
  lintThreshold(`${path}.require.provenance`, provenance.threshold, artifact.signers, reading);
  const types = predicates.map(({ type }) => type);
  for (const [index, { type, threshold, signers = artifact.signers }] of predicates.entries()) {
    const each = `${path}.require.predicates[${index}]`;
    lintThreshold(each, threshold, signers, reading);
    if (types.indexOf(type) < index)
      reading.refuse(`${each}.type`, { problem: 'stands twice', fix: 'Say in one entry what it must show.' });
  }
  const builders = artifact.signers.map((name) => policy.signers?.get(name));
  for (const [index, signer] of builders.entries())
    if (signer) lintTie(`${path}.signers[${index}]`, signer, artifact, reading);
  if (provenance.level === 3)
    lintLevel3(`${path}.require.provenance`, builders, provenance.threshold, reading);
}

function lintThreshold(
  path: string,
  threshold: number,
  { length }: readonly string[],
  reading: Reading,
): void {
  if (threshold <= length) return;
  reading.refuse(`${path}.threshold`, {
    problem: `can never be met: it asks for ${threshold} signers and ${length} ${length === 1 ? 'is' : 'are'} named`,
    fix: 'Name more signers, or ask for fewer.',
  });
}

/** Of a workflow in another repository no claim carries the repository's number (T5). */
function lintTie(
  path: string,
  { name, github }: SignerPart,
  { source }: ArtifactPart,
  reading: Reading,
): void {
  const { workflow, commit } = github.workflow;
  const repository = workflow.split('/', 2).join('/');
  if (sameName(repository, source.repository) || commit !== undefined || github.trustName) return;
  reading.refuse(path, {
    problem: `can never be met: \`${name}\` is a workflow of ${repository}, the source is ${source.repository}, and nothing ties them`,
    fix: 'Pin the workflow of the signer by `@<full commit>`, or set `trust-name: true` and accept its risk.',
  });
}

function lintLevel3(
  path: string,
  builders: readonly (SignerPart | undefined)[],
  threshold: number,
  reading: Reading,
): void {
  const able = builders.filter((signer) => !signer || canReachLevel3(signer));
  if (able.length >= threshold) return;
  reading.refuse(`${path}.level`, {
    problem: `can never be met: ${able.length} of the signers can reach Build L3, and ${threshold} must`,
    fix: 'Level 3 takes signers that are `isolated: true` and run on `github-hosted` runners.',
  });
}

function canReachLevel3({ github: { isolated, runner } }: SignerPart): boolean {
  return isolated === true && runner !== 'self-hosted';
}
