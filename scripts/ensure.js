/**
 * The gate before every npm script: dependencies as the lockfile says, and a Node that satisfies `engines`.
 *
 *     node scripts/ensure.js                     only make sure
 *     node scripts/ensure.js file.ts [args…]     make sure, then run Node with these arguments
 *
 * Plain JavaScript, because it must run on the machine's own Node (18 or later) before anything is installed.
 * It runs the command itself, rather than standing in a `pre` script: npm skips those under `ignore-scripts`,
 * and a shell that has once found the machine's `node` keeps using it after the install brought a newer one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the digest of what is installed is kept, relative to the root. */
const STAMP = 'node_modules/.installed';

/** The fields of package.json that decide what is installed; the others may change without a new install. */
const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides', 'workspaces'];

/**
 * Digest of everything that decides the content of node_modules.
 * @param {string} root
 * @returns {string} hexadecimal SHA-256
 */
export function wanted(root) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const hash = createHash('sha256');
  hash.update(readFileSync(join(root, 'package-lock.json')));
  hash.update(JSON.stringify(FIELDS.map((field) => manifest[field] ?? null)));
  hash.update(`${process.platform} ${process.arch}`);
  return hash.digest('hex');
}

/**
 * Whether node_modules is what the lockfile asks for.
 * @param {string} root
 * @returns {boolean}
 */
export function isInstalled(root) {
  const stamp = join(root, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === wanted(root);
}

/**
 * Whether a version satisfies a range made of `^a.b.c` and `>=a[.b[.c]]`, joined by `||`.
 * @param {string} version as `node -v` prints it; a pre-release satisfies nothing
 * @param {string} range
 * @returns {boolean}
 * @throws {Error} for a range of another form
 */
export function satisfies(version, range) {
  const found = /^v?(\d+)\.(\d+)\.(\d+)$/.exec(version.trim());
  return range.split('||').some((text) => {
    const rule = /^(\^|>=)(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(text.trim());
    if (!rule) throw new Error(`engines.node: cannot read ${JSON.stringify(text.trim())}`);
    if (!found) return false;
    const least = rule.slice(2).map((part) => Number(part ?? 0));
    const have = found.slice(1).map(Number);
    return compare(have, least) >= 0 && (rule[1] === '>=' || have[0] === least[0]);
  });
}

/** @param {number[]} left @param {number[]} right @returns {number} */
function compare(left, right) {
  const at = left.findIndex((part, index) => part !== right[index]);
  return at < 0 ? 0 : left[at] - right[at];
}

/**
 * The Node that the lockfile brought, or the one that runs this where it brings none (macOS).
 * @param {string} root
 * @returns {string} path of the binary
 */
export function findNode(root) {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const bundled = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', name);
  return existsSync(bundled) ? bundled : process.execPath;
}

/** @param {string} root */
function install(root) {
  const self = resolve(process.execPath);
  if (process.platform === 'win32' && self.startsWith(join(root, 'node_modules'))) {
    throw new Error('dependencies are out of date: run `npm ci` (Windows cannot replace the Node in use)');
  }
  process.stderr.write('Installing dependencies (npm ci) ...\n');
  const args = ['ci', '--loglevel=error', '--no-audit', '--no-fund', '--ignore-scripts'];
  const npm = process.env.npm_execpath;
  const runByNode = npm !== undefined && /npm-cli\.c?js$/.test(npm);
  const node = process.env.npm_node_execpath ?? process.execPath;
  const result = runByNode
    ? spawnSync(node, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (result.error) throw new Error(`npm ci could not be started: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`npm ci failed (exit code ${result.status ?? result.signal})`);
  writeFileSync(join(root, STAMP), `${wanted(root)}\n`);
}

/**
 * Installs what is missing or stale and answers with the Node to use.
 * @param {string} root
 * @returns {string} path of the binary
 * @throws {Error} when the install fails or no fitting Node is there; the message says what to do
 */
export function ensure(root) {
  if (!isInstalled(root)) install(root);
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const node = findNode(root);
  const answer = spawnSync(node, ['-v'], { encoding: 'utf8' });
  const version = answer.status === 0 ? answer.stdout.trim() : 'one that does not start';
  if (answer.status === 0 && satisfies(version, engines.node)) return node;
  throw new Error(
    `Node ${engines.node} is needed, found ${version} (${node}).\n` +
      'Get one from https://nodejs.org/en/download, with a version manager (`nvm install 24`),\n' +
      'or in a workflow with actions/setup-node; then run the command again.',
  );
}

/** @param {string} root @param {string} node @param {string[]} args */
function run(root, node, args) {
  const path = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(node, args, { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: path } });
  const forward = (signal) => child.kill(signal);
  // A terminal sends SIGINT to the whole group: this process only has to outlive the child.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', forward);
  process.on('SIGHUP', forward);
  child.on('error', (error) => fail(`${node} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

/** @param {string} message @returns {never} */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

// Real paths: a checkout reached through a link must not make this a silent no-op.
if (
  process.argv[1] !== undefined &&
  realpathSync(process.argv[1]) === realpathSync(fileURLToPath(import.meta.url))
) {
  const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
  try {
    const node = ensure(root);
    if (process.argv.length > 2) run(root, node, process.argv.slice(2));
  } catch (error) {
    fail(error.message);
  }
}
