/** Who may sign, in words (trust rules T3, T5, T9, T13). */
import { GITHUB_ISSUER } from '../../model/issuer.ts';
import type { Policy, PolicySigner } from '../policy.ts';
import { all, either } from './words.ts';

/** One line for each signer that is named, in the order of the file. */
export function signerLines({ signers }: Policy, names: readonly string[]): readonly string[] {
  return [...signers.values()]
    .filter(({ name }) => names.includes(name))
    .map((signer) => `${signer.name} (line ${signer.at.line}): ${signerWords(signer)}`);
}

function signerWords(signer: PolicySigner): string {
  const { workflow, commit, refs, trustName, runner, isolated, root, issuer, repositoryId, ownerId } = signer;
  const known = numbers(repositoryId, ownerId);
  return [
    `the workflow ${workflow}`,
    ...(commit ? [`at commit ${commit}`] : []),
    ...(refs ? [`taken from ${either(refs)}`] : []),
    ...(trustName ? ['by its name alone: whoever gets hold of that repository may sign'] : []),
    runner ? `on a ${runner} runner` : 'on any runner',
    ...(isolated ? ['isolated from the build'] : []),
    `under the trust root ${root}`,
    ...(issuer === GITHUB_ISSUER ? [] : [`by tokens of ${issuer}`]),
    ...(known.length > 0 ? [`whose repository has ${all(known)}`] : []),
  ].join(', ');
}

/** The numbers that tie a name to what it was. */
export function numbers(repositoryId: string | undefined, ownerId: string | undefined): readonly string[] {
  return [...(repositoryId ? [`number ${repositoryId}`] : []), ...(ownerId ? [`owner ${ownerId}`] : [])];
}
