/** The sandbox's Sigstore as files, and tokens as the public suite has them: given, not requested. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { retryBudget } from '../../src/io/http/budget.ts';
import { httpClient } from '../../src/io/http/client.ts';
import { openInstanceFiles } from '../../src/io/sigstore/instance.ts';
import { artifactSigner } from '../../src/io/sigstore/sign-artifact.ts';
import type { ArtifactSigner } from '../../src/ports/signer.ts';
import { readTrustRoot } from '../../src/verify/roots.ts';

export const identity = `https://github.com/${exampleClaims().job_workflow_ref}`;

export async function bootStand() {
  const sigstore = await bootSigstore();
  const folder = await mkdtemp(join(tmpdir(), 'custody-conformance-'));
  const at = (name: string) => join(folder, name);
  const json = (value: object) => new TextEncoder().encode(JSON.stringify(value));
  await writeFile(at('root.json'), json(sigstore.trustedRoot));
  await writeFile(at('config.json'), json(sigstore.signingConfig));
  return {
    sigstore,
    at,
    root: readTrustRoot('sandbox', json(sigstore.trustedRoot)),
    token: () => tokenOf(sigstore),
    signer: async (token?: string): Promise<ArtifactSigner> => {
      const now = () => new Date();
      const http = httpClient({ budget: retryBudget({ total: 2_000, firstWait: 5 }) });
      const instance = await openInstanceFiles(at('root.json'), at('config.json'), now());
      return artifactSigner({ instance, token: token ?? (await tokenOf(sigstore)), http, now });
    },
    close: async () => {
      await sigstore.close();
      await rm(folder, { recursive: true });
    },
  };
}

export type Stand = Awaited<ReturnType<typeof bootStand>>;

async function tokenOf(sigstore: SandboxSigstore): Promise<string> {
  const { requestUrl, requestToken } = sigstore.registerJob(exampleClaims());
  const headers = { authorization: `bearer ${requestToken}` };
  const answer = await fetch(`${requestUrl}&audience=sigstore`, { headers });
  return ((await answer.json()) as { value: string }).value;
}

/** An in-toto statement about some bytes. */
export function statementAbout(sha256: string): Buffer {
  const subject = [{ name: 'a.txt', digest: { sha256 } }];
  const predicateType = 'https://example.com/p/v1';
  return Buffer.from(
    JSON.stringify({ _type: 'https://in-toto.io/Statement/v1', subject, predicateType, predicate: {} }),
  );
}
