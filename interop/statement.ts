/** What the peers are given to sign: provenance of the same job as `seal` writes it, written here by hand. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TokenClaims } from '../sandbox/sigstore/claims.ts';

const server = 'https://github.com';

/** SLSA provenance v1 by GitHub's build type. */
export function predicateOf(claims: TokenClaims): object {
  const repository = `${server}/${claims.repository}`;
  const [path = '', ref = ''] = claims.workflow_ref.slice(claims.repository.length + 1).split('@');
  const { event_name, repository_id, repository_owner_id, runner_environment } = claims;
  return {
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: { workflow: { ref, repository, path } },
      internalParameters: { github: { event_name, repository_id, repository_owner_id, runner_environment } },
      resolvedDependencies: [{ uri: `git+${repository}@${claims.ref}`, digest: { gitCommit: claims.sha } }],
    },
    runDetails: {
      builder: { id: `${server}/${claims.job_workflow_ref}` },
      metadata: {
        invocationId: `${repository}/actions/runs/${claims.run_id}/attempts/${claims.run_attempt}`,
      },
    },
  };
}

/** The JSON of an in-toto statement v1 about every file of the folder. */
export async function statementOf(folder: string, claims: TokenClaims): Promise<string> {
  const names = (await readdir(folder)).sort();
  const subject = await Promise.all(
    names.map(async (name) => {
      const sha256 = createHash('sha256')
        .update(await readFile(join(folder, name)))
        .digest('hex');
      return { name, digest: { sha256 } };
    }),
  );
  return JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: predicateOf(claims),
  });
}
