/** A folder with a policy, cases and evidence of the sandbox, and `custody policy` in a process that has no network. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { bytesOf } from '../support/stand.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const trap = join(import.meta.dirname, '../support/network-trap.js');

/** One page of YAML; `more` stands under `require`, `rest` at the end. */
export function policyText(issuer: string, { require = '', rest = '', expires = '2099-06-30' } = {}): string {
  return `version: 1
expires: ${expires}
owner: platform@acme.example
signers:
  release:
    root: acme
    issuer: ${issuer}
    github: {workflow: acme/shop/.github/workflows/release.yml, refs: [refs/heads/main]}
artifacts:
  shop:
    match: [dist/*.tgz]
    source: {repository: acme/shop, repository-id: 123456, owner-id: 42, refs: [refs/heads/main]}
    signers: [release]
    require:
      provenance: {level: 2${require}}
${rest}`;
}

export interface Stand {
  readonly folder: string;
  write(files: Readonly<Record<string, string | object>>): void;
  policy(...words: readonly string[]): {
    status: number | null;
    stdout: string;
    stderr: string;
    calls: string;
  };
  close(): void;
}

export function openStand(sigstore: Pick<SandboxSigstore, 'trustedRoot'>): Stand {
  const folder = mkdtempSync(join(tmpdir(), 'custody-policy-'));
  const write: Stand['write'] = (files) => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), typeof content === 'string' ? content : bytesOf(content));
    }
  };
  write({ 'trusted_root.json': sigstore.trustedRoot, calls: '' });
  return {
    folder,
    write,
    policy(...words) {
      const env = { PATH: process.env['PATH'], CUSTODY_TEST_TRAP: join(folder, 'calls') };
      const options = { cwd: folder, env, encoding: 'utf8' } as const;
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['--import', trap, main, 'policy', ...words],
        options,
      );
      return { status, stdout, stderr, calls: readFileSync(join(folder, 'calls'), 'utf8') };
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}
