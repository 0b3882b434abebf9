/**
 * Certificate and provenance must tell the same story (trust rule T6). The certificate's half was checked by Fulcio;
 * the predicate's half was written by the job. Maps exist for two build types and are added by name.
 */
import { isObject, member, textAt } from '../formats/json.ts';
import type { SignedStatement } from '../formats/statement.ts';
import type { Refusal } from '../model/finding.ts';
import type { CertificateClaims } from '../model/identity.ts';
import {
  GITHUB_WORKFLOW_BUILD_TYPE,
  type Json,
  type JsonObject,
  SLSA_PROVENANCE_V1,
} from '../model/statement.ts';

interface BuildType {
  /** What `builder.id` must be. */
  readonly builder: (claims: CertificateClaims) => string | undefined;
  readonly statesRunner: boolean;
}

const buildTypes: ReadonlyMap<string, BuildType> = new Map([
  [GITHUB_WORKFLOW_BUILD_TYPE, { builder: (claims) => claims.buildSignerUri, statesRunner: true }],
  [
    // npm's provenance, and GitHub's own until the middle of 2024.
    'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1',
    {
      builder: (claims) => `https://github.com/actions/runner/${claims.runnerEnvironment}`,
      statesRunner: false,
    },
  ],
]);

/** What every version of SLSA provenance begins with. */
const SLSA_PROVENANCE = 'https://slsa.dev/provenance/';

/** Compares SLSA provenance; other predicates make no claims that the certificate also makes. */
export function checkProvenance(statement: SignedStatement, claims: CertificateClaims): Refusal | undefined {
  const { predicateType } = statement;
  if (!predicateType.startsWith(SLSA_PROVENANCE)) return undefined;
  if (predicateType !== SLSA_PROVENANCE_V1)
    return notComparable('its version is not known', SLSA_PROVENANCE_V1, predicateType);
  const { predicate } = statement;
  const found = textAt(predicate, 'buildDefinition', 'buildType') ?? 'nothing';
  const buildType = buildTypes.get(found);
  if (!buildType)
    return notComparable('its build type is not known', [...buildTypes.keys()].join(' or '), found);
  const unknown = unknownParameters(predicate);
  // SLSA: a verifier rejects external parameters that it does not know (v1.0, "Verifying artifacts").
  if (unknown.length > 0)
    return notComparable(
      'it has external parameters that its build type does not define',
      'workflow {ref, repository, path}',
      unknown.join(', '),
    );
  for (const { name, stated, proven } of pairs(predicate, claims, buildType)) {
    if (stated === undefined || stated !== proven)
      return forged(name, proven ?? 'nothing', stated ?? 'nothing');
  }
  return checkCommits(predicate, claims);
}

interface Pair {
  readonly name: string;
  readonly stated: string | undefined;
  readonly proven: string | undefined;
}

function pairs(predicate: JsonObject, claims: CertificateClaims, buildType: BuildType): readonly Pair[] {
  const definition = member(predicate, 'buildDefinition');
  const workflow = (key: string) => textAt(definition, 'externalParameters', 'workflow', key);
  const github = (key: string) => textAt(definition, 'internalParameters', 'github', key);
  const run = member(predicate, 'runDetails');
  const runner = {
    name: 'the runner environment',
    stated: github('runner_environment'),
    proven: claims.runnerEnvironment,
  };
  const workflowUri = `${workflow('repository')}/${workflow('path')}@${workflow('ref')}`;
  return [
    { name: 'the repository', stated: workflow('repository'), proven: claims.sourceRepositoryUri },
    { name: 'the ref', stated: workflow('ref'), proven: claims.sourceRepositoryRef },
    { name: 'the workflow', stated: workflowUri, proven: claims.buildConfigUri },
    { name: 'the repository id', stated: github('repository_id'), proven: claims.sourceRepositoryIdentifier },
    {
      name: 'the owner id',
      stated: github('repository_owner_id'),
      proven: claims.sourceRepositoryOwnerIdentifier,
    },
    { name: 'the trigger', stated: github('event_name'), proven: claims.buildTrigger },
    { name: 'the builder', stated: textAt(run, 'builder', 'id'), proven: buildType.builder(claims) },
    { name: 'the run', stated: textAt(run, 'metadata', 'invocationId'), proven: claims.runInvocationUri },
    ...(buildType.statesRunner ? [runner] : []),
  ];
}

/** Every dependency on the source repository is at the certificate's commit, and there is one. */
function checkCommits(predicate: JsonObject, claims: CertificateClaims): Refusal | undefined {
  const dependencies = member(member(predicate, 'buildDefinition'), 'resolvedDependencies');
  const prefix = `git+${claims.sourceRepositoryUri}@`;
  const commits = (Array.isArray(dependencies) ? (dependencies as readonly Json[]) : [])
    .filter((dependency) => textAt(dependency, 'uri')?.startsWith(prefix))
    .map((dependency) => textAt(dependency, 'digest', 'gitCommit') ?? 'nothing');
  const wrong =
    commits.length === 0 ? 'nothing' : commits.find((commit) => commit !== claims.sourceRepositoryDigest);
  return wrong === undefined
    ? undefined
    : forged('the source commit', claims.sourceRepositoryDigest ?? 'nothing', wrong);
}

function unknownParameters(predicate: JsonObject): readonly string[] {
  const parameters = member(member(predicate, 'buildDefinition'), 'externalParameters');
  const workflow = member(parameters, 'workflow');
  const outer = isObject(parameters) ? Object.keys(parameters).filter((key) => key !== 'workflow') : [];
  const inner = isObject(workflow)
    ? Object.keys(workflow).filter((key) => !['ref', 'repository', 'path'].includes(key))
    : [];
  return [...outer, ...inner.map((key) => `workflow.${key}`)];
}

function forged(name: string, proven: string, stated: string): Refusal {
  return {
    code: 'CUSTODY-437',
    message: `certificate and provenance disagree about ${name}`,
    expected: proven,
    found: stated,
    hint: 'The job wrote provenance that is not its own. Treat the build as compromised until you know why.',
  };
}

function notComparable(reason: string, expected: string, found: string): Refusal {
  return {
    code: 'CUSTODY-438',
    message: `this provenance cannot be compared with its certificate: ${reason}`,
    expected,
    found,
    hint: "Ask for provenance by GitHub's build type, as `seal` and actions/attest write it.",
  };
}
