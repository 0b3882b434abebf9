/** A build with a packed npm package, its lockfile and its commit, and `custody` as a process in it. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

export const COMMITTED = 1_700_000_000;

export const lockfile = JSON.stringify(
  {
    name: 'app',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: {
      '': { name: 'app', version: '1.0.0', dependencies: { 'left-pad': '^1.3.0', missing: '1' } },
      'node_modules/left-pad': {
        version: '1.3.0',
        resolved: 'https://registry.npmjs.org/left-pad/-/left-pad-1.3.0.tgz',
        integrity: `sha512-${Buffer.alloc(64, 1).toString('base64')}`,
        license: 'WTFPL',
      },
      'node_modules/unused': { version: '2.0.0' },
    },
  },
  null,
  2,
);

const files = {
  'package/package.json': '{"name":"app","version":"1.0.0","license":"MIT"}',
  'package/index.js': 'module.exports = require("left-pad");\n',
  'package/node_modules/left-pad/package.json': '{"name":"left-pad","version":"1.3.0"}',
  'package/node_modules/left-pad/index.js': '// pads\n',
};

/** A folder with `app.tgz`, `package-lock.json` and, unless told otherwise, a repository with one commit. */
export function buildIn({ isRepository = true } = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'custody-sbom-')));
  const packed = join(folder, 'packed');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(packed, path)), { recursive: true });
    writeFileSync(join(packed, path), text);
  }
  execFileSync('tar', ['-czf', '../app.tgz', 'package'], { cwd: packed });
  writeFileSync(join(folder, 'package-lock.json'), lockfile);
  if (isRepository) {
    const date = `${COMMITTED} +0000`;
    const env = { PATH: process.env['PATH'], HOME: folder, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date };
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd: folder, env });
    git('init', '-q');
    git('commit', '-q', '--allow-empty', '-m', 'x');
  }
  return folder;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

export function custody(
  folder: string,
  words: readonly string[],
  variables: Record<string, string> = {},
): Promise<Ended> {
  const env = { PATH: process.env['PATH'] ?? '', GITHUB_REPOSITORY: 'acme/shop', ...variables };
  const child = spawn(process.execPath, [main, ...words], { cwd: folder, env });
  const said = { out: '', error: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.error += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })));
}

export function jsonIn<T>(folder: string, path: string): T {
  return JSON.parse(readFileSync(join(folder, path), 'utf8')) as T;
}

/** An SBOM of `app.tgz` that no bundle holds, laid out otherwise than its canonical form. */
export async function largeSbomIn(folder: string): Promise<string> {
  await custody(folder, ['sbom', 'make', 'app.tgz']);
  interface Document {
    readonly metadata: { readonly properties: readonly object[] };
  }
  const { metadata, ...document } = jsonIn<Document>(folder, 'custody-sboms/app.tgz.cdx.json');
  const properties = [...metadata.properties, { name: 'filler', value: 'x'.repeat(17 << 20) }];
  const large = { ...document, metadata: { ...metadata, properties } };
  writeFileSync(join(folder, 'large.cdx.json'), JSON.stringify(large, null, 2));
  return 'large.cdx.json';
}
