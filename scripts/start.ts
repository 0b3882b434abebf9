/**
 * `npm start`: the whole chain on this machine, for someone who has never seen it. Boots the sandbox, seals files,
 * verifies them in another process that has nothing but the files and the API, changes one byte, and shows the refusal.
 * `npm start -- path…` does it with your own files. Exit code 0 only when everything went as it says.
 */
import { copyFile, cp, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getExecOutput } from '@actions/exec';
import { bootSandbox, type Sandbox } from '../sandbox/index.ts';

const project = fileURLToPath(new URL('..', import.meta.url));
const custody = join(project, 'dist', 'index.js');
const evidence = join(project, '.custody');
const sealed = join(evidence, 'sealed-here');
const elsewhere = join(evidence, 'verified-here');

const began = performance.now();
await rm(evidence, { recursive: true, force: true });
await mkdir(sealed, { recursive: true });
const given = process.argv.slice(2).map((path) => resolve(process.env['INIT_CWD'] ?? process.cwd(), path));
await (given.length > 0 ? bring(given) : pack());

const sandbox = await bootSandbox({ folder: evidence });
try {
  process.exitCode = (await demonstrate(sandbox)) ? 0 : 1;
} finally {
  await sandbox.close();
}

async function demonstrate(sandbox: Sandbox): Promise<boolean> {
  say('1', 'Seal: hash, describe, sign, store, and verify what was stored.');
  const sealing = [
    '--sigstore',
    evidence,
    '--store',
    'github,files',
    '--bundle-folder',
    join(evidence, 'bundles'),
  ];
  if ((await run(['seal', ...sealing, '--', '**'], sealed, sandbox.job())) !== 0) return gaveUp('sealing');

  say(
    '2',
    'Verify in another process, in a folder that has only the files. The evidence comes from the API.',
  );
  await cp(sealed, elsewhere, { recursive: true });
  const identity = [
    ...['--repository', 'acme/shop', '--signer-workflow', '.github/workflows/release.yml'],
    ...['--issuer', sandbox.issuer, '--trusted-root', join(evidence, 'trusted_root.json'), '--', '**'],
  ];
  const api = { GITHUB_API_URL: sandbox.apiUrl };
  if ((await run(['verify', ...identity], elsewhere, api)) !== 0) return gaveUp('verifying');

  const victim = await firstFile(elsewhere);
  await flipOneByte(victim);
  say('3', `Change one byte of ${relative(elsewhere, victim)} and verify again: it must be refused.`);
  if ((await run(['verify', ...identity], elsewhere, api)) !== 1) return gaveUp('refusing the changed file');

  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`
Everything went as it should, in ${seconds} s: sealed, verified, and the changed file refused.
The evidence lies in ${relative(process.cwd(), evidence) || '.'}/: bundles/, trusted_root.json, and the files.
Sigstore and GitHub were imitations on this machine: nothing left it, and nobody else trusts what they signed.
Next: README.md shows the twelve lines for a workflow of your own.`);
  return true;
}

/** What a release of this repository would hold: the packed package and dist. */
async function pack(): Promise<void> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  await getExecOutput(npm, ['pack', '--silent', '--ignore-scripts', '--pack-destination', sealed], {
    cwd: project,
    silent: true,
  });
  await cp(join(project, 'dist'), join(sealed, 'dist'), { recursive: true });
}

/** Copies the user's files under their names below the folder that they share. */
async function bring(paths: readonly string[]): Promise<void> {
  const shared = paths.map((path) => dirname(path)).reduce(commonFolder);
  for (const path of paths) {
    const facts = await stat(path).catch(() => undefined);
    if (!facts) {
      console.error(`There is no file ${path}.`);
      process.exit(2);
    }
    const target = join(sealed, relative(shared, path));
    await mkdir(dirname(target), { recursive: true });
    await (facts.isDirectory() ? cp(path, target, { recursive: true }) : copyFile(path, target));
  }
}

function commonFolder(a: string, b: string): string {
  let folder = a;
  while (relative(folder, b).startsWith('..')) folder = dirname(folder);
  return folder;
}

/** Runs the built command with nothing in its environment but what is given; prints what it says, indented. */
async function run(args: readonly string[], cwd: string, env: Record<string, string>): Promise<number> {
  const { exitCode, stdout, stderr } = await getExecOutput(process.execPath, [custody, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    silent: true,
    ignoreReturnCode: true,
  });
  const lines = `${stdout}${stderr}`.trimEnd().split('\n');
  for (const line of lines) console.log(`   ${line}`);
  console.log(`   exit code ${exitCode}`);
  return exitCode;
}

async function firstFile(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const [first] = files.sort();
  if (first === undefined) throw new Error(`${folder} is empty`);
  return first;
}

async function flipOneByte(path: string): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  const { bytesRead } = await file.read(byte, 0, 1, 0);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await file.write(byte, 0, 1, 0);
  await file.close();
  if (bytesRead === 0) console.log('   (the file was empty: it got a byte)');
}

function say(step: string, text: string): void {
  console.log(`\n${step}. ${text}`);
}

function gaveUp(what: string): false {
  console.error(`\nThis did not go as it should: ${what}. What the command said stands above.`);
  return false;
}
