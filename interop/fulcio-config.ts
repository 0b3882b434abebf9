/**
 * Fulcio's configuration for tokens shaped as those of GitHub Actions
 * (https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md).
 */

const repository = '{{ .url }}/{{ .repository }}';
const signer = '{{ .url }}/{{ .job_workflow_ref }}';

const extensions = {
  'github-workflow-trigger': 'event_name',
  'github-workflow-sha': 'sha',
  'github-workflow-name': 'workflow',
  'github-workflow-repository': 'repository',
  'github-workflow-ref': 'ref',
  'build-signer-uri': signer,
  'build-signer-digest': 'job_workflow_sha',
  'runner-environment': 'runner_environment',
  'source-repository-uri': repository,
  'source-repository-digest': 'sha',
  'source-repository-ref': 'ref',
  'source-repository-identifier': 'repository_id',
  'source-repository-owner-uri': '{{ .url }}/{{ .repository_owner }}',
  'source-repository-owner-identifier': 'repository_owner_id',
  'build-config-uri': '{{ .url }}/{{ .workflow_ref }}',
  'build-config-digest': 'workflow_sha',
  'build-trigger': 'event_name',
  'run-invocation-uri': `${repository}/actions/runs/{{ .run_id }}/attempts/{{ .run_attempt }}`,
  'source-repository-visibility-at-signing': 'repository_visibility',
  'deployment-environment': 'environment',
};

/** @param issuer whose tokens are taken */
export function fulcioConfig(issuer: string): string {
  const trusted = {
    'issuer-url': issuer,
    'client-id': 'sigstore',
    type: 'ci-provider',
    'ci-provider': 'github-workflow',
    contact: 'nobody@interop.test',
    description: 'interop',
  };
  const metadata = {
    'default-template-values': { url: 'https://github.com', environment: '' },
    'subject-alternative-name-template': signer,
    'extension-templates': extensions,
  };
  const config = JSON.stringify({
    'oidc-issuers': { [issuer]: trusted },
    'ci-issuer-metadata': { 'github-workflow': metadata },
  });
  // Fulcio reads JSON by other names, and finds no issuer then; the comment makes it YAML.
  return `# YAML\n${config}\n`;
}
