/**
 * Every field of the policy file, declared once: the reader, the JSON Schema for editors and the page of the reference
 * follow from it. What loads today loads for ever and means the same.
 */
import { GITHUB_ISSUER } from '../model/issuer.ts';
import {
  artifactPattern,
  issuer,
  name,
  policyAddress,
  refPattern,
  repository,
  subject,
  typeUri,
  workflow,
} from './addresses.ts';
import { assumed, defaulted, nameOf, optional, required, stated, unbuilt } from './kinds.ts';
import { severities } from './policy.ts';
import {
  choice,
  count,
  date,
  duration,
  expression,
  line,
  numericId,
  onlyTrue,
  share,
  yesOrNo,
} from './scalars.ts';
import { any, map, named, some } from './structures.ts';
import { version } from './version.ts';

const signerNames = some(nameOf('signers', name));
const ownSigners = 'Default: the signers of the artifact.';

const signer = map({
  root: required(
    name,
    'Trust root of the signature: `public`, `github`, or the name of a root that the caller gives.',
  ),
  issuer: defaulted(issuer, GITHUB_ISSUER, GITHUB_ISSUER, 'Issuer of the OIDC tokens.'),
  github: required(
    map({
      workflow: required(
        workflow,
        'The workflow that signs; `*` matches within one segment of its path. A workflow of another repository than the source is pinned by `@<full commit>`, or trusted by name with `trust-name`.',
      ),
      refs: optional(some(refPattern), 'Refs to take it from. Needed unless it is pinned to a commit.'),
      runner: optional(choice(['github-hosted', 'self-hosted']), 'The only kind of runner that may sign.'),
      isolated: optional(
        onlyTrue,
        'A reusable workflow that keeps signing apart from the build: what makes SLSA Build L3 on a GitHub-hosted runner.',
      ),
      trustName: optional(
        onlyTrue,
        'Take the name of a workflow in another repository for the workflow itself. Whoever gets hold of that name, after a deletion or a rename, may sign.',
      ),
      repositoryId: optional(
        numericId,
        "Number of the signer's own repository, for what it signs in its own runs about others' builds.",
      ),
      ownerId: optional(numericId, 'Number of the owner of that repository.'),
    }),
    'A workflow of GitHub Actions.',
  ),
  email: unbuilt('A person, by the address that an identity provider vouches for.'),
  uri: unbuilt('A workload, by its URI.'),
  key: unbuilt('A public key.'),
});

const provenance = map({
  level: defaulted(
    choice([1, 2, 3]),
    2,
    '2',
    'Least SLSA Build level. 3 takes a signer that is `isolated` and a GitHub-hosted runner.',
  ),
  runConclusion: optional(
    choice(['success']),
    'What must have become of the run that signed: valid provenance of a failed run is still valid provenance.',
  ),
  buildTypes: optional(
    some(typeUri),
    "Build types that count. Without it, those whose fields can be compared with the certificate: GitHub's own.",
  ),
  threshold: defaulted(count, 1, '1', 'How many of the signers must agree, each counted once.'),
});

const predicate = map({
  type: required(typeUri, 'Predicate type of the statement.'),
  signers: optional(signerNames, `Who may sign it. ${ownSigners}`),
  threshold: defaulted(count, 1, '1', 'How many of the signers must agree, each counted once.'),
  maxAge: optional(duration, 'Oldest that it may be.'),
});

const sbom = map({
  formats: defaulted(
    some(choice(['cyclonedx', 'spdx'])),
    ['cyclonedx', 'spdx'],
    '`[cyclonedx, spdx]`',
    'Formats that count.',
  ),
  signers: optional(signerNames, `Who may sign it. ${ownSigners}`),
  fields: optional(share, 'Least share of components in which each of the minimum elements is filled.'),
  precision: optional(
    share,
    'Least share of the listed components that something in the artifact shows, as the SBOM states it.',
  ),
  recall: optional(
    share,
    "Least share of the artifact's bytes that are owed to a listed component or to the product itself, as the SBOM states it. With it, the SBOM of an artifact without dependencies may list nothing.",
  ),
  bound: defaulted(
    yesOrNo,
    true,
    '`true`',
    'Whether the SBOM has to state the digest of the artifact, and the provenance has to name the SBOM among its byproducts, as `seal` does it. `false` takes SBOMs that were made elsewhere, tied to the artifact by their signature alone.',
  ),
});

const vulnerabilities = map({
  failOn: required(choice(severities), 'The least severity that is refused.'),
  maxDataAge: required(duration, 'Oldest that the data of the scan may be.'),
  signers: optional(signerNames, `Who may sign the scan. ${ownSigners}`),
  vexSigners: defaulted<readonly string[]>(
    signerNames,
    [],
    'nobody',
    'Who may lift one by an OpenVEX statement.',
  ),
});

const require = map({
  provenance: assumed(
    provenance,
    'SLSA provenance by one of the signers, from the source. Required always; this says what more it must show.',
  ),
  predicates: defaulted(any(predicate), [], 'none', 'Other statements that must exist.'),
  sbom: optional(
    sbom,
    'An SBOM must exist. One too large for a bundle is found by the inputs `sboms` and `sbom-hosts`.',
  ),
  vulnerabilities: optional(
    vulnerabilities,
    'A vulnerability scan must exist, and find nothing that matters.',
  ),
  maxAge: optional(
    stated(duration, (seconds) => ({ seconds })),
    'Oldest that any piece of evidence may be.',
  ),
  baseImages: unbuilt('Which images a container may be built from.'),
});

const artifact = map({
  match: required(
    some(artifactPattern),
    'Artifacts that this is about: names of files, images or packages; `*` matches within one segment. Every entry that matches an artifact must pass.',
  ),
  source: required(
    map({
      repository: required(repository, 'The repository that it must be built from.'),
      repositoryId: optional(
        numericId,
        'Number of that repository. A name can be taken again after a deletion or a rename, a number cannot.',
      ),
      ownerId: optional(numericId, 'Number of its owner.'),
      refs: required(
        some(refPattern),
        'Refs that it may be built from. Pull requests and merge queues count only where a pattern begins with `refs/pull/` or `refs/heads/gh-readonly-queue/`.',
      ),
      triggers: optional(
        some(
          choice(
            ['pull_request_target', 'issue_comment', 'workflow_run'],
            ' Other triggers need not be named.',
          ),
        ),
        'Triggers that are refused unless they are named here, since others than those with write access can set them off.',
      ),
    }),
    'Where it must come from.',
  ),
  signers: required(signerNames, 'Who may sign the provenance.'),
  require: assumed(require, 'What must be true of it.'),
  summaries: optional(
    map({
      signers: required(signerNames, 'The verifiers who may sign them.'),
      maxAge: required(duration, 'Oldest that one may be.'),
    }),
    'Verification summaries (SLSA VSA) that count in place of the evidence.',
  ),
});

const environment = map({
  promotedBy: required(signerNames, 'Who may promote into it.'),
  requires: optional(
    nameOf('environments', name),
    'The environment that an artifact must have been in before.',
  ),
  minTimeInPrevious: optional(duration, 'How long it must have been there.'),
  approvals: optional(
    map({
      count: required(count, 'How many people must have approved.'),
      gates: required(some(line), 'Environments of GitHub whose reviewers approve.'),
    }),
    'Approvals by people.',
  ),
  distinctPeople: defaulted<readonly ('author' | 'approver' | 'promoter')[]>(
    some(choice(['author', 'approver', 'promoter'])),
    [],
    'none',
    'Roles that nobody may hold two of.',
  ),
});

const celExpression = stated(expression, (expression) => ({ expression }));

const rule = map({
  id: required(name, 'The name under which verdicts and exceptions speak of it.'),
  when: optional(celExpression, 'Applies where this is true. Default: always.'),
  assert: required(
    celExpression,
    'Must be true; an error or any other value is `unknown`, which blocks as well.',
  ),
  message: required(line, 'What to tell where it is not.'),
});

const exception = map({
  rule: required(
    line,
    'The rule that is lifted: `provenance`, `sbom`, `vulnerabilities`, a predicate type or the id of a rule in this file.',
  ),
  subject: required(subject, 'The one artifact that it is lifted for.'),
  until: required(date, 'The last day, in UTC.'),
  owner: required(line, 'Who answers for it.'),
  reason: required(line, 'Why the risk is taken.'),
  approvedBy: required(some(count), 'Numeric user ids of those who approved.'),
});

/** The whole file. */
export const policyFields = {
  version: required(version, 'Version of the format: 1.'),
  expires: required(
    stated(date, (until) => ({ until })),
    'The last day on which it decides anything, in UTC. Afterwards every verdict is `unknown`.',
  ),
  owner: required(line, 'Who answers for it.'),
  signers: required(named(signer), 'Who may sign, by name.'),
  artifacts: required(
    named(artifact),
    'What is decided about, by name. An artifact that no entry matches does not pass.',
  ),
  environments: optional(named(environment), 'Where artifacts go: checked here, decided on by promotion.'),
  rules: defaulted(any(rule), [], 'none', 'Rules of your own, in CEL.'),
  exceptions: defaulted(any(exception), [], 'none', 'Rules that are lifted for one artifact until a day.'),
  extends: defaulted(
    any(stated(policyAddress, (address) => address)),
    [],
    'none',
    'Policies that must pass as well, each pinned. An exception lifts only rules of its own file.',
  ),
} as const;

export const policyFile = map(policyFields);
