/** `verify` by inputs: one identity, one requirement. */

import type { Environment } from '../kit/environment.ts';
import type { Wiring } from '../kit/wire.ts';
import { Fault } from '../model/fault.ts';
import { type FlatIdentity, flatRequirement } from '../policy/flat.ts';
import { judge } from '../verify/judge.ts';
import { verifyCommand } from './verify-command.ts';
import type { Way } from './verify-way.ts';

interface IdentityInputs extends Omit<FlatIdentity, 'root' | 'serverUrl' | 'sourceRefs'> {
  readonly files: readonly string[];
  readonly base: string | undefined;
  readonly bundles: readonly string[];
  readonly offline: boolean;
  readonly sourceRef: readonly string[];
  readonly trustedRoot: string;
  readonly githubToken: string | undefined;
}

export async function byIdentity(
  inputs: IdentityInputs,
  environment: Environment,
  wire: Wiring,
): Promise<Way> {
  const { repository, offline, bundles, githubToken, trustedRoot } = inputs;
  const root = await wire.trustRoot(trustedRoot);
  const { serverUrl } = environment;
  const sourceRefs = await sourceRefsOf(inputs, wire);
  const requirement = flatRequirement({ ...inputs, sourceRefs, root: root.name, serverUrl });
  const sources = await wire.sources(bundles, offline ? undefined : repository, githubToken);
  const roots = new Map([[root.name, root]]);
  const now = wire.clock.now();
  return {
    wanted: async () => ({ sources, predicateTypes: requirement.predicateTypes }),
    decide: async (artifacts, evidence) =>
      artifacts.map((artifact, index) =>
        judge(evidence[index] ?? [], { artifact, requirements: [requirement], roots, now }),
      ),
    notices: [],
    repeat: verifyCommand(requirement, {
      ...inputs,
      patterns: inputs.files,
      trustedRoot: trustedRoot === 'public' ? undefined : trustedRoot,
    }),
  };
}

/** Those that were named; else the default branch and all tags. Throws `CUSTODY-103` where that cannot be asked. */
export async function sourceRefsOf(
  {
    sourceRef,
    offline,
    githubToken,
    repository,
  }: Pick<IdentityInputs, 'sourceRef' | 'offline' | 'githubToken' | 'repository'>,
  wire: Wiring,
): Promise<readonly [string, ...string[]]> {
  const [first, ...rest] = sourceRef;
  if (first !== undefined) return [first, ...rest];
  if (offline) {
    throw new Fault('CUSTODY-103', '`offline: true` needs `source-ref`', {
      hint: 'Name the refs that releases come from, such as refs/heads/main or refs/tags/v*; they cannot be asked for offline.',
    });
  }
  const forge = await wire.forge(githubToken);
  const { defaultBranch } = await forge.repository(repository);
  return [`refs/heads/${defaultBranch}`, 'refs/tags/*'];
}
