/** The `custody verify` line that repeats a check. */
import { GITHUB_ISSUER } from '../model/issuer.ts';
import type { Requirement } from '../model/requirement.ts';
import { SLSA_PROVENANCE_V1 } from '../model/statement.ts';
import { shellCommand } from '../report/escape.ts';

export interface VerifyPlace {
  readonly patterns: readonly string[];
  readonly base: string | undefined;
  readonly bundles: readonly string[];
  /** Path, `github`, or absent for the public one. */
  readonly trustedRoot: string | undefined;
  readonly offline?: boolean;
}

/** @param requirement its first signer is the one the command names */
export function verifyCommand(requirement: Requirement, place: VerifyPlace): string {
  const {
    predicateTypes: [predicateType],
    signers,
    source,
  } = requirement;
  const [signer] = signers;
  const options: readonly (readonly [string, string | undefined])[] = [
    ['--repository', source.repository],
    ['--repository-id', source.repositoryId],
    ['--owner-id', source.ownerId],
    ['--signer-workflow', signer.workflow + pinOf(requirement)],
    ...source.refs.map((ref) => ['--source-ref', ref] as const),
    ['--issuer', signer.issuer === GITHUB_ISSUER ? undefined : signer.issuer],
    ['--predicate-type', predicateType === SLSA_PROVENANCE_V1 ? undefined : predicateType],
    ['--runner', signer.runner],
    ['--trusted-root', place.trustedRoot],
    ['--base', place.base],
    ...place.bundles.map((bundle) => ['--bundles', bundle] as const),
  ];
  const given = options.flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  return shellCommand([
    'custody',
    'verify',
    ...given,
    ...(place.offline ? ['--offline'] : []),
    '--',
    ...place.patterns,
  ]);
}

/** What stands behind the workflow: its commit, or its ref where that is not simply the source's. */
function pinOf({ signers: [signer], source }: Requirement): string {
  if (signer.commit !== undefined) return `@${signer.commit}`;
  const [ref, ...more] = signer.refs ?? [];
  const own = signer.refs?.join('\n') !== source.refs.join('\n');
  return own && ref !== undefined && more.length === 0 ? `@${ref}` : '';
}
