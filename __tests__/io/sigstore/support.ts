/** A signer against the sandbox's Sigstore, for the tests of this folder. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../../sandbox/sigstore/index.ts';
import { openInstance, type SigstoreInstance } from '../../../src/io/sigstore/instance.ts';
import { jobToken } from '../../../src/io/sigstore/job-token.ts';
import { sigstoreSigner } from '../../../src/io/sigstore/sign.ts';
import type { StatementSigner } from '../../../src/ports/signer.ts';
import { impatient } from '../../support/impatient.ts';

export const http = impatient(800);

export interface Bench {
  readonly sigstore: SandboxSigstore;
  readonly instance: SigstoreInstance;
  /** Every token and request token that was masked. */
  readonly secrets: string[];
  signer(): StatementSigner;
  close(): Promise<void>;
}

export async function bench(now: () => Date = () => new Date(), rekor: 1 | 2 = 1): Promise<Bench> {
  const sigstore = await bootSigstore({ now, rekor });
  const folder = await mkdtemp(join(tmpdir(), 'custody-instance-'));
  await writeFile(join(folder, 'trusted_root.json'), JSON.stringify(sigstore.trustedRoot));
  await writeFile(join(folder, 'signing_config.json'), JSON.stringify(sigstore.signingConfig));
  const instance = await openInstance(folder, new Date());
  const secrets: string[] = [];
  return {
    sigstore,
    instance,
    secrets,
    signer: () => {
      const { requestUrl, requestToken } = sigstore.registerJob(exampleClaims());
      const endpoint = { url: requestUrl, token: requestToken };
      const onMask = (secret: string) => void secrets.push(secret);
      const { issuer } = instance;
      const token = jobToken({ endpoint, issuer, serverUrl: 'https://github.com', http, now, onMask });
      return sigstoreSigner({ instance, token, http, now });
    },
    close: async () => {
      await sigstore.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A small statement; `note` makes it another one. */
export function statement(note = ''): Uint8Array {
  const subject = [{ name: 'a', digest: { sha256: 'a'.repeat(64) } }];
  const value = {
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: 'https://example.com/p/v1',
    predicate: { note },
  };
  return new TextEncoder().encode(JSON.stringify(value));
}
