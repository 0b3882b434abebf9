/** Names of signers in a policy → the signer rules of a requirement (trust rules T3, T5, T9). */
import { serverOfIssuer } from '../model/issuer.ts';
import type { SignerRule, SourceRule } from '../model/requirement.ts';
import type { Policy, PolicySigner } from './policy.ts';

type Some<T> = readonly [T, ...T[]];

/** Who may sign the provenance: runs of the artifact's own source. */
export function builders(policy: Policy, names: Some<string>, serverUrl: string): Some<SignerRule> {
  return forEach(names, (name) => ruleOf(named(policy, name), serverUrl));
}

/**
 * Who may sign anything else: the same workflow in a run of the artifact's source, or in a run of its own repository, such
 * as a scanner that looks at what others built.
 */
export function attesters(
  policy: Policy,
  names: Some<string>,
  source: SourceRule,
  serverUrl: string,
): Some<SignerRule> {
  const [first, ...rest] = builders(policy, names, serverUrl);
  const own = names.map((name): SignerRule => {
    const signer = named(policy, name);
    const { repositoryId, ownerId, refs = source.refs } = signer;
    const repository = signer.workflow.split('/').slice(0, 2).join('/');
    const ids = { ...(repositoryId && { repositoryId }), ...(ownerId && { ownerId }) };
    return { ...ruleOf(signer, serverUrl), source: { repository, refs, ...ids } };
  });
  return [first, ...rest, ...own];
}

function ruleOf(signer: PolicySigner, serverUrl: string): SignerRule {
  const { root, issuer, workflow, refs, commit, trustName, runner, isolated } = signer;
  return {
    kind: 'github',
    root,
    issuer,
    server: serverOfIssuer(issuer) ?? serverUrl,
    workflow,
    ...(refs && { refs }),
    ...(commit && { commit }),
    ...(trustName && { trustName }),
    ...(runner && { runner }),
    ...(isolated && { isolated }),
  };
}

/** The reader has refused every name that is not declared. */
function named(policy: Policy, name: string): PolicySigner {
  const signer = policy.signers.get(name);
  if (!signer) throw new TypeError(`the policy was read with an undeclared signer ${name}`);
  return signer;
}

function forEach<T, U>([first, ...rest]: Some<T>, make: (each: T) => U): Some<U> {
  return [make(first), ...rest.map(make)];
}
