/** `verify` as a process against the sandbox: what GitHub and the bundles of others can make it say. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bootSandbox, type Sandbox } from '../../sandbox/index.ts';
import { bytesOf, content } from '../support/stand.ts';

const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Run {
  /** Options that differ from those of the honest job. */
  readonly options?: Readonly<Record<string, string>>;
  /** Bundles as files, beside what the API has. */
  readonly bundles?: readonly object[];
  /** The file, as it is named on the command line. */
  readonly file?: string;
}

export interface Stand {
  readonly sandbox: Sandbox;
  /** The token of the job, which nothing may print. */
  readonly token: string;
  /** What the Attestations API has for the repository from now on. */
  store(...bundles: readonly object[]): void;
  verify(run?: Run): Promise<Ended>;
  close(): Promise<void>;
}

export async function bootStand(): Promise<Stand> {
  const sandbox = await bootSandbox();
  const folder = mkdtempSync(join(tmpdir(), 'custody-advisories-'));
  const { GITHUB_API_URL, GITHUB_TOKEN: token = '' } = sandbox.job();
  const env = { PATH: process.env['PATH'], GITHUB_API_URL, GITHUB_TOKEN: token };
  for (const name of ['app.tgz', 'dist/app.tgz', 'other/app.tgz']) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return {
    sandbox,
    token,
    store(...bundles) {
      const repository = sandbox.github.repository('acme/shop');
      if (repository === undefined) throw new Error('the sandbox has no acme/shop');
      for (const bundle of bundles) sandbox.github.store(repository, bundle);
    },
    async verify({ options = {}, bundles = [], file = 'app.tgz' } = {}) {
      const words = wordsOf({ ...honest(sandbox), ...options });
      for (const [index, bundle] of bundles.entries()) {
        writeFileSync(join(folder, `${index}.json`), bytesOf(bundle));
        words.push('--bundles', `${index}.json`);
      }
      return run(['verify', ...words, '--', file], folder, env);
    },
    async close() {
      rmSync(folder, { recursive: true });
      await sandbox.close();
    },
  };
}

function honest({ issuer, folder }: Sandbox): Record<string, string> {
  return {
    repository: 'acme/shop',
    'signer-workflow': '.github/workflows/release.yml',
    'source-ref': 'refs/heads/main',
    issuer,
    'trusted-root': join(folder, 'trusted_root.json'),
    'retry-for': '0s',
  };
}

const wordsOf = (options: Readonly<Record<string, string>>): string[] =>
  Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);

async function run(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...words], { cwd, env });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, ...said };
}
