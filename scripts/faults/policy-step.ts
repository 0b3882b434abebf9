/** `verify` as a step that decides by a policy of the default branch, about files of a run that ended well. */
import { join } from 'node:path';
import { exampleRepository, type Sandbox } from '../../sandbox/index.ts';
import { exampleClaims } from '../../sandbox/sigstore/index.ts';
import { inputVariable } from '../../src/kit/names.ts';

const path = '.github/custody.yml';

const policyText = (issuer: string) => `version: 1
expires: 2099-06-30
owner: platform@acme.example
signers:
  release:
    root: own
    issuer: ${issuer}
    github: {workflow: acme/shop/.github/workflows/release.yml, refs: [refs/heads/main]}
artifacts:
  shop:
    match: [dist/*]
    source: {repository: acme/shop, repository-id: 123456, owner-id: 42, refs: [refs/heads/main]}
    signers: [release]
    require:
      provenance: {level: 2, run-conclusion: success}
`;

/** @returns the variables of a step, each time of another attempt; the name of its check run is `check` */
export function openPolicyStep(sandbox: Sandbox, token: string): (check: string) => Record<string, string> {
  const { github, folder, issuer } = sandbox;
  const { sha, run_id: run, event_name: event } = exampleClaims();
  github.commits.commit('acme/shop', 'main', { [path]: policyText(issuer) });
  github.grant(token, {
    repository: 'acme/shop',
    permissions: { attestations: 'write', contents: 'read', checks: 'write' },
  });
  const ended = { status: 'completed', conclusion: 'success' } as const;
  // The files are of the first attempt, and what became of the run is said by the second.
  for (const number of [1, 2]) {
    github.recordAttempt(exampleRepository, {
      ...{ run: Number(run), number, event, headSha: sha, path: '.github/workflows/release.yml' },
      ...ended,
      jobs: [{ id: number, name: 'build', ...ended }],
    });
  }
  const roots = `own=${join(folder, 'trusted_root.json')}`;
  const inputs = { policy: path, roots, repository: '', signerWorkflow: '', trustedRoot: '', issuer: '' };
  const given = Object.entries(inputs).map(([key, value]) => [inputVariable(key), value]);
  let attempt = 0;
  return (check) => {
    attempt += 1;
    return {
      ...Object.fromEntries(given),
      [inputVariable('checkName')]: check,
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'push',
      GITHUB_JOB: 'verify',
      GITHUB_RUN_ATTEMPT: String(attempt),
      GITHUB_RUN_ID: '9000000002',
      GITHUB_SHA: sha,
      GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
    };
  };
}
