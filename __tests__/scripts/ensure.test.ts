/** The gate before every npm script: what counts as installed, and which Node satisfies the engines. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
// @ts-expect-error plain JavaScript: it has to run before TypeScript is installed
import { findNode, isInstalled, satisfies, wanted } from '../../scripts/ensure.js';
import { runs } from '../support/runs.ts';

const root = join(import.meta.dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const range: string = manifest.engines.node;

describe('satisfies', () => {
  test.each([
    ['v24.15.0', true],
    ['v24.21.0', true],
    ['v26.0.0', true],
    ['v31.4.1', true],
    ['v24.14.9', false],
    ['v25.9.0', false],
    ['v20.20.2', false],
    ['v26.0.0-nightly20261101', false],
    ['', false],
    ['24', false],
  ])('%s: %s', (version, expected) => {
    expect(satisfies(version, '^24.15.0 || >=26')).toBe(expected);
  });

  test('a range of another form is an error, not a pass', () => {
    expect(() => satisfies('v24.15.0', '~24.15.0')).toThrow('engines.node: cannot read "~24.15.0"');
  });

  test('a caret never leaves its major version, and >= never falls below', () => {
    const part = fc.nat(40);
    fc.assert(
      fc.property(part, part, part, part, part, (major, minor, patch, wantMajor, wantMinor) => {
        const version = `v${major}.${minor}.${patch}`;
        const enough = major > wantMajor || (major === wantMajor && minor >= wantMinor);
        expect(satisfies(version, `>=${wantMajor}.${wantMinor}`)).toBe(enough);
        expect(satisfies(version, `^${wantMajor}.${wantMinor}.0`)).toBe(enough && major === wantMajor);
      }),
      { numRuns: runs() },
    );
  });

  test('the Node of this run satisfies the engines of package.json', () => {
    expect(satisfies(process.version, range)).toBe(true);
  });
});

describe('in a project of its own', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ensure '));
    mkdirSync(join(folder, 'scripts'));
    mkdirSync(join(folder, 'node_modules'));
    write('package.json', JSON.stringify({ type: 'module', engines: { node: range } }));
    write('package-lock.json', '{}');
    write('scripts/ensure.js', readFileSync(join(root, 'scripts', 'ensure.js'), 'utf8'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const stamp = (): void => write('node_modules/.installed', wanted(folder));
  const ensure = (script: string, ...args: string[]) =>
    spawnSync(process.execPath, [script, ...args], {
      encoding: 'utf8',
      // An npm that only says what it was asked to do, so that nothing is fetched.
      env: { ...process.env, npm_execpath: join(folder, 'npm-cli.cjs'), npm_node_execpath: process.execPath },
    });

  test('a stamp of another lockfile, or none, is not installed', () => {
    expect(isInstalled(folder)).toBe(false);
    stamp();
    expect(isInstalled(folder)).toBe(true);
    write('package-lock.json', '{"changed":true}');
    expect(isInstalled(folder)).toBe(false);
  });

  test('the stamp follows the dependencies in package.json, not its scripts', () => {
    stamp();
    write('package.json', JSON.stringify({ engines: { node: range }, scripts: { test: 'true' } }));
    expect(isInstalled(folder)).toBe(true);
    write('package.json', JSON.stringify({ engines: { node: range }, dependencies: { jose: '1.0.0' } }));
    expect(isInstalled(folder)).toBe(false);
  });

  test('installs with npm ci when stale, once, and says so in one line', () => {
    write('npm-cli.cjs', "require('fs').appendFileSync('asked', process.argv.slice(2).join(' ') + '\\n')");
    const first = ensure(join(folder, 'scripts', 'ensure.js'));
    expect(first).toMatchObject({ status: 0, stdout: '', stderr: 'Installing dependencies (npm ci) ...\n' });
    expect(ensure(join(folder, 'scripts', 'ensure.js'))).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe(
      'ci --loglevel=error --no-audit --no-fund --ignore-scripts\n',
    );
  });

  test('a failed install ends with 2 and leaves no stamp', () => {
    write('npm-cli.cjs', 'process.exit(9)');
    const result = ensure(join(folder, 'scripts', 'ensure.js'), '-e', 'console.log("ran")');
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('npm ci failed (exit code 9)');
    expect(result.stdout).toBe('');
    expect(isInstalled(folder)).toBe(false);
  });

  test('runs what follows and hands back its exit code, also through a link', () => {
    stamp();
    const link = `${folder} link`;
    symlinkSync(folder, link, 'junction');
    const result = ensure(join(link, 'scripts', 'ensure.js'), '-e', 'console.log("ran"); process.exit(7)');
    rmSync(link);
    expect(result).toMatchObject({ status: 7, stdout: 'ran\n' });
  });

  test('a Node that is too old is named, with the way to a newer one', () => {
    write('package.json', JSON.stringify({ type: 'module', engines: { node: '>=99' } }));
    stamp();
    const result = ensure(join(folder, 'scripts', 'ensure.js'), '-e', 'console.log("ran")');
    expect(result.status).toBe(2);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain(`Node >=99 is needed, found ${process.version}`);
    expect(result.stderr).toContain('actions/setup-node');
  });

  test('without a bundled Node the running one is used', () => {
    expect(findNode(folder)).toBe(process.execPath);
  });
});
