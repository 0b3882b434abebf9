/** What `sbom` takes to find and prove the SBOM of something sealed. */
import { flag, lines, text, type ValuesOf } from '../kit/inputs.ts';
import { GITHUB_ISSUER } from '../model/issuer.ts';
import { referredInputs } from './referred-inputs.ts';

export const sealedInputs = {
  bundles: lines({
    description: 'For `diff` of digests: bundles to look in, files and folders, one per line.',
  }),
  ...referredInputs,
  offline: flag({ description: 'Look in `bundles` and `sboms` only.', default: false }),
  repository: text({ description: 'For `diff` of digests: the repository that they were built from.' }),
  signerWorkflow: text({ description: 'For `diff` of digests: the workflow that must have signed.' }),
  sourceRef: lines({
    description: 'For `diff` of digests: refs that releases come from. As for `verify`.',
  }),
  issuer: text({ description: 'The OIDC issuer of the signing job.', default: GITHUB_ISSUER }),
  trustedRoot: text({
    description: 'Whose signatures count: `public`, `github`, or the path of a `trusted_root.json`.',
    default: 'public',
  }),
  githubToken: text({
    description: 'Token for the API; public repositories need none.',
    secret: true,
    defaultFrom: { expression: 'github.token', variable: 'GITHUB_TOKEN' },
  }),
};

export type SealedValues = ValuesOf<typeof sealedInputs>;
