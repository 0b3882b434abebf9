/** By one identity or by a policy: never both, never neither (trust rule T2). */
import type { Environment } from '../kit/environment.ts';
import type { Wiring } from '../kit/wire.ts';
import { Fault } from '../model/fault.ts';
import { GITHUB_ISSUER } from '../model/issuer.ts';
import { SLSA_PROVENANCE_V1 } from '../model/statement.ts';
import type { Artifact } from '../model/subject.ts';
import { byIdentity } from './by-identity.ts';
import { gather } from './gather.ts';
import { missingIdentity } from './missing-identity.ts';
import type { Way } from './verify-way.ts';

type IdentityWay = Parameters<typeof byIdentity>[0];
type PolicyWay = Parameters<typeof import('./by-policy.ts').byPolicy>[0];

/** The inputs of `verify` as far as they decide the way. */
export type WayInputs = Omit<IdentityWay, 'repository' | 'signerWorkflow'> &
  Omit<PolicyWay, 'policy'> & {
    readonly repository: string | undefined;
    readonly signerWorkflow: string | undefined;
    readonly policy: string | undefined;
  };

/** @param select the files, for what their evidence says of itself when nobody is named */
export async function chooseWay(
  inputs: WayInputs,
  environment: Environment,
  wire: Wiring,
  select: () => Promise<readonly Artifact[]>,
): Promise<Way> {
  const { policy, repository, signerWorkflow } = inputs;
  if (policy !== undefined) {
    const named = identityInputs(inputs);
    if (named.length > 0) throw both(named);
    const { byPolicy } = await import('./by-policy.ts');
    return byPolicy({ ...inputs, policy }, environment, wire);
  }
  if (repository !== undefined && signerWorkflow !== undefined)
    return byIdentity({ ...inputs, repository, signerWorkflow }, environment, wire);
  const sources = await wire.sources(inputs.bundles, undefined, undefined);
  const { predicateType } = inputs;
  const evidence =
    sources.length > 0
      ? await gather(await select(), async () => ({ sources, predicateTypes: [predicateType] }))
      : [];
  throw missingIdentity(inputs, evidence.flat());
}

/** Names of the inputs that say what a policy says. */
function identityInputs(inputs: WayInputs): readonly string[] {
  const given: readonly (readonly [string, boolean])[] = [
    ['repository', inputs.repository !== undefined],
    ['repository-id', inputs.repositoryId !== undefined],
    ['owner-id', inputs.ownerId !== undefined],
    ['signer-workflow', inputs.signerWorkflow !== undefined],
    ['source-ref', inputs.sourceRef.length > 0],
    ['issuer', inputs.issuer !== GITHUB_ISSUER],
    ['predicate-type', inputs.predicateType !== SLSA_PROVENANCE_V1],
    ['runner', inputs.runner !== undefined],
    ['trusted-root', inputs.trustedRoot !== 'public'],
  ];
  return given.flatMap(([name, isGiven]) => (isGiven ? [name] : []));
}

function both(named: readonly string[]): Fault {
  return new Fault('CUSTODY-103', `\`policy\` excludes ${named.map((name) => `\`${name}\``).join(', ')}`, {
    hint: 'Whom to trust is said in the policy: take these inputs away, or verify without `policy`.',
  });
}
