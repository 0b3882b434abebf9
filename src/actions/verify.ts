/** `verify`: evidence + expected identity → verdict, one per file. */
import type { Context } from '../kit/define.ts';
import { choice, flag, lines, paths, text } from '../kit/inputs.ts';
import type { DigestAlgorithm } from '../model/digest.ts';
import { Fault } from '../model/fault.ts';
import { GITHUB_ISSUER } from '../model/issuer.ts';
import { limits } from '../model/limits.ts';
import { SLSA_PROVENANCE_V1 } from '../model/statement.ts';
import type { Verdict } from '../model/verdict.ts';
import { gateStatus } from '../report/trustworthy.ts';
import { setAside } from '../report/words.ts';
import { chooseWay } from './choose-way.ts';
import { withNamedDigests } from './digests.ts';
import { gather } from './gather.ts';
import { referredInputs } from './referred-inputs.ts';
import { retryFor } from './retry-for.ts';
import { defineGate } from './say.ts';
import { type Where, whereInputs } from './seal-where.ts';
import type { Summaries } from './summarise.ts';

const purpose = `
For each file, all evidence about its bytes is weighed: does a bundle verify under the trusted root, is it about exactly
these bytes, was it signed by the workflow you name, from the repository and ref you name, and does its provenance agree
with its certificate? The step ends well only when every file passes. *Decided no* (exit 1) and *could not decide* (exit
2) are told apart, and both stop the job.

There is no verification without an expected identity: without \`repository\` and \`signer-workflow\` the step fails and
shows the lines to add.

A [policy](policy-file.md) says it once for all files and all workflows: with \`policy\`, whom to trust to build what, and what
else must be true, is read from one file on the default branch, which no pull request can change.
`.trim();

export default defineGate({
  name: 'verify',
  title: 'Custody verify',
  description: 'Verify files against the identity that must have built and signed them.',
  purpose,
  permissions: {
    attestations: { access: 'read', why: 'to read the attestations of a private repository' },
    contents: {
      access: 'read',
      why: 'to ask for the default branch of a private repository, and for a policy',
    },
    actions: { access: 'read', why: 'to ask what became of a run, where a policy wants to know' },
  },
  branding: { icon: 'check-circle', color: 'blue' },
  inputs: {
    files: paths({
      description: 'Files to verify: paths and globs, one per line; `!` excludes. Every pattern must match.',
      required: true,
      example: 'dist/*',
    }),
    base: text({
      description:
        'Folder that names are relative to and that no file may leave. The workspace unless given.',
    }),
    bundles: lines({
      description:
        'Bundles to weigh: files, folders and JSON Lines, one per line. Weighed together with what the API has.',
    }),
    offline: flag({ description: 'Read `bundles` only and make no network call.', default: false }),
    repository: text({
      description: 'The repository that the files must be built from, as `owner/name`. Needed.',
      example: 'acme/shop',
    }),
    repositoryId: text({
      description: "The repository's number, which a re-created repository does not have.",
    }),
    ownerId: text({ description: "The owner's number." }),
    signerWorkflow: text({
      description:
        'The workflow that must have signed: a path in `repository`, or `owner/repository/path@<full commit>` for a reusable workflow of another. Needed.',
      example: '.github/workflows/release.yml',
    }),
    sourceRef: lines({
      description:
        'Refs that releases come from, one per line; `*` matches within one segment. The default branch and `refs/tags/*` unless given; offline it is needed.',
    }),
    issuer: text({ description: 'The OIDC issuer of the signing job.', default: GITHUB_ISSUER }),
    predicateType: text({
      description: 'The type of statement that must exist.',
      default: SLSA_PROVENANCE_V1,
    }),
    runner: choice({
      description: 'The kind of runner that must have signed. Either unless given.',
      choices: ['github-hosted', 'self-hosted'],
    }),
    trustedRoot: text({
      description:
        'Whose signatures count: `public` (public-good Sigstore), `github` (GitHub, for private repositories), or the path of a `trusted_root.json`.',
      default: 'public',
    }),
    policy: text({
      description:
        'Decide by a policy file in place of one identity: its path on the default branch of this repository, or `owner/repository@<full commit>:path`. On the command line a file of this machine, too.',
      example: '.github/custody.yml',
    }),
    policyToken: text({
      description: 'Token that may read policies of other private repositories.',
      secret: true,
    }),
    roots: lines({
      description:
        "Trust roots that the policy's signers name, one per line: `name=path/to/trusted_root.json`. Read from where policies are: in a workflow the path is one on the default branch, `owner/repo@<full commit>:path`, or absolute and outside of the workspace.",
    }),
    ...referredInputs,
    onFail: choice({
      description:
        'What a refused file does: `block` ends the step badly; `set-aside` names it in the output `set-aside` and lets the others go on, as long as one of them passes; `report` says it and stops nothing, while a policy is adopted. What could not be decided blocks always.',
      choices: ['block', 'set-aside', 'report'],
      default: 'block',
    }),
    vsa: flag({
      description:
        'Sign a verification summary (SLSA VSA v1) of each file that passed by `policy`, and store it: the next gate can rely on it in place of the evidence, where its policy takes it. Needs `id-token: write` and `attestations: write` besides.',
      default: false,
    }),
    ...whereInputs,
    environment: text({
      description: "The environment that the files are meant for, as the policy's own rules see it.",
    }),
    retryFor,
    githubToken: text({
      description:
        'Token for the API. It goes to the host of `GITHUB_API_URL` and nowhere else; public repositories need none.',
      secret: true,
      defaultFrom: { expression: 'github.token', variable: 'GITHUB_TOKEN' },
    }),
  },
  outputs: {
    passed: 'Names of the files that passed, one per line.',
    summaries:
      'Paths of the bundles of verification summaries on this machine, one per line; empty where none went into files.',
    summaryUrls: 'Pages of the stored verification summaries, one per line.',
    setAside: 'Names of the files that `on-fail: set-aside` left out, one per line.',
  },

  async run(inputs, context) {
    const { environment, wire } = context;
    if (inputs.vsa && inputs.policy === undefined) throw summaryWithoutPolicy();
    if (inputs.sboms.length + inputs.sbomHosts.length > 0 && inputs.policy === undefined)
      throw sbomsWithoutPolicy();
    if (inputs.offline && inputs.bundles.length === 0) throw offlineWithoutBundles();
    const selection = {
      patterns: inputs.files,
      base: inputs.base ?? environment.workspace,
      most: limits.filesToVerify,
    };
    const select = async (algorithms: readonly DigestAlgorithm[] = ['sha256']) =>
      (await wire.files()).artifacts(selection, algorithms);
    const way = await chooseWay(inputs, environment, wire, select);
    const found = await select();
    const evidence = await gather(found, way.wanted);
    const artifacts = await withNamedDigests(found, evidence.flat(), select);
    const verdicts = await way.decide(artifacts, evidence);
    const summaries = inputs.vsa ? await signSummaries(verdicts, inputs, context) : none;
    const onFail = inputs.onFail === 'block' ? undefined : inputs.onFail;
    const report = {
      verb: 'verify',
      status: gateStatus(verdicts, onFail),
      verdicts,
      ...(onFail && { onFail }),
      notices: [...way.notices, ...summaries.notices],
      repeat: way.repeat,
    };
    const passed = verdicts.filter(({ status }) => status === 'pass');
    return {
      report,
      outputs: {
        passed: namesOf(passed),
        setAside: namesOf(setAside(report)),
        summaries: summaries.bundles.join('\n'),
        summaryUrls: summaries.urls.join('\n'),
      },
    };
  },
});

const none: Summaries = { bundles: [], urls: [], notices: [] };

/** Loaded by those who sign alone. */
async function signSummaries(
  verdicts: readonly Verdict[],
  inputs: Where & { readonly environment: string | undefined },
  context: Context,
): Promise<Summaries> {
  const { summarise } = await import('./summarise.ts');
  return summarise(verdicts, inputs, inputs.environment ?? '', context);
}

function summaryWithoutPolicy(): Fault {
  return new Fault('CUSTODY-103', '`vsa: true` needs `policy`', {
    hint: 'A verification summary names the policy that was followed: write what you ask for into one.',
  });
}

function sbomsWithoutPolicy(): Fault {
  return new Fault('CUSTODY-103', '`sboms` and `sbom-hosts` need `policy`', {
    hint: 'SBOMs are asked for by a policy with an `sbom` rule alone: take these inputs away, or write one.',
  });
}

/** No name has a line break: such files are refused when they are selected. */
function namesOf(verdicts: readonly Verdict[]): string {
  return verdicts.map(({ artifact }) => artifact.name).join('\n');
}

function offlineWithoutBundles(): Fault {
  return new Fault('CUSTODY-103', '`offline: true` needs `bundles`', {
    hint: 'Name the bundles that `seal` wrote with `store: files`.',
  });
}
