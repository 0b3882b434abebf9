/**
 * T27 through the real process: each service fails in each way and sends back what it was told, and then every place that
 * a step writes to is searched for every 12-character window of the job's credentials, before GitHub masks anything.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { bootLeaky, type Leaky, type Target, type Way, ways } from '../support/leaky-services.ts';
import { expectTextWithoutToken } from '../support/token-search.ts';
import { root } from '../support/workflow.ts';

/** In a step, or on the command line, where nothing is written but to the terminal. */
type Place = 'step' | 'terminal';

const asked: readonly (readonly [verb: 'seal' | 'verify', target: Target])[] = [
  ['seal', 'token request'],
  ['seal', 'issuer discovery'],
  ['seal', 'issuer keys'],
  ['seal', 'fulcio'],
  ['seal', 'timestamp'],
  ['seal', 'rekor'],
  ['seal', 'attestations read'],
  ['seal', 'attestations write'],
  ['verify', 'attestations read'],
  ['verify', 'repository read'],
];

/** What one run wrote, sink by sink, and what must not stand in it. */
interface Evidence {
  readonly exitCode: number | null;
  /** How often the misbehaviour was met. */
  readonly met: number;
  /** Log and annotations, without the commands that tell the runner what to mask. */
  readonly log: string;
  readonly summary: string;
  readonly outputs: string;
  /** Bundles, index and report. */
  readonly files: string;
  readonly tokens: readonly string[];
}

const evidence = new Map<string, Evidence>();

beforeAll(async () => {
  await Promise.all(
    asked.map(async ([verb, target]) => {
      const leaky = await bootLeaky();
      for (const way of ways) {
        evidence.set(`${verb} ${target} ${way} step`, await fail(leaky, verb, target, way, 'step'));
      }
      evidence.set(`${verb} ${target} terminal`, await fail(leaky, verb, target, '403 JSON', 'terminal'));
      await leaky.sandbox.close();
    }),
  );
}, 120_000);

async function fail(leaky: Leaky, verb: string, target: Target, way: Way, place: Place): Promise<Evidence> {
  const folder = await mkdtemp(join(tmpdir(), 'custody-tokens-'));
  const workspace = join(folder, 'workspace');
  await mkdir(join(workspace, 'dist'), { recursive: true });
  await writeFile(join(workspace, 'dist', 'app.txt'), `${verb} ${target} ${way} ${place}`);
  leaky.behave(target, way);
  try {
    const { exitCode, log } = await run(leaky, verb, place, folder, workspace);
    const { GITHUB_TOKEN: api = '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: request = '' } = leaky.job;
    return {
      exitCode,
      met: leaky.met(),
      log: log.replaceAll(/^::add-mask::.*$/gm, ''),
      summary: await readFile(join(folder, 'summary'), 'utf8').catch(() => ''),
      outputs: await readFile(join(folder, 'outputs'), 'utf8').catch(() => ''),
      files: await everythingBut(workspace, 'dist'),
      tokens: [api, request, ...leaky.oidcTokens],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run({ job, sandbox }: Leaky, verb: string, place: Place, folder: string, workspace: string) {
  const { GITHUB_TOKEN: api = '', ...oidc } = job;
  const path = { PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter) };
  const identity = { repository: 'acme/shop', 'signer-workflow': '.github/workflows/release.yml' };
  const inputs: Record<string, string> =
    verb === 'seal'
      ? {
          'retry-for': '1s',
          sigstore: sandbox.folder,
          store: 'files,github',
          'bundle-folder': 'bundles',
          json: 'report.json',
        }
      : {
          ...identity,
          'trusted-root': `${sandbox.folder}/trusted_root.json`,
          issuer: sandbox.issuer,
          json: 'report.json',
          'retry-for': '1s',
        };
  if (place === 'terminal') {
    const options = Object.entries(inputs).map(([name, value]) => `--${name}=${value}`);
    const args = [join(root, 'dist', 'index.js'), verb, ...options, '--', 'dist/*'];
    return spawned(process.execPath, args, workspace, { ...path, ...job });
  }
  await Promise.all(['summary', 'outputs'].map((name) => writeFile(join(folder, name), '')));
  const given = { files: 'dist/*', ...inputs, 'github-token': api };
  const variables = Object.entries(given).map(([name, value]) => [
    `INPUT_${name.toUpperCase().replaceAll('-', '_')}`,
    value,
  ]);
  return spawned('sh', [join(root, 'launcher', 'launch.sh'), verb], workspace, {
    ...path,
    ...oidc,
    ...Object.fromEntries(variables),
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    GITHUB_OUTPUT: join(folder, 'outputs'),
  });
}

function spawned(command: string, args: readonly string[], cwd: string, env: Record<string, string>) {
  return new Promise<{ exitCode: number | null; log: string }>((resolve, reject) => {
    const child = spawn(command, [...args], { cwd, env });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (log += text));
    child.on('error', reject).on('close', (exitCode) => resolve({ exitCode, log }));
  });
}

async function everythingBut(workspace: string, folder: string): Promise<string> {
  const entries = await readdir(workspace, { recursive: true, withFileTypes: true });
  const paths = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const written = paths.filter((path) => !path.startsWith(join(workspace, folder)));
  return (await Promise.all(written.map((path) => readFile(path, 'utf8')))).join('\n');
}

/** A bundle repeats claims of the token, so that the two share encoded text by right; the signature is the secret. */
const secretPart = (token: string) => token.split('.').at(-1) ?? token;

function expectNothing({ exitCode, met, log, summary, outputs, files, tokens }: Evidence): void {
  expect(met).toBeGreaterThan(0);
  expect(exitCode).toBe(2);
  expect(log).toMatch(/CUSTODY-\d{3}/);
  for (const token of tokens) {
    for (const sink of [log, summary, outputs]) expectTextWithoutToken(sink, token);
    expectTextWithoutToken(files, secretPart(token));
  }
}

describe.each(asked)('T27 %s, when what fails is: %s', (verb, target) => {
  test.each(ways)('with: %s', (way) => {
    const found = evidence.get(`${verb} ${target} ${way} step`) as Evidence;
    expectNothing(found);
    expect(found.outputs).toContain('unknown');
    expect(found.summary).toMatch(/CUSTODY-\d{3}/);
    expect(found.tokens.length).toBeGreaterThanOrEqual(verb === 'seal' ? 3 : 2);
  });

  test('on the command line', () => {
    expectNothing(evidence.get(`${verb} ${target} terminal`) as Evidence);
  });
});

test('the search would find them: what the services send back holds each of them', async () => {
  const leaky = await bootLeaky();
  leaky.behave('fulcio', '500 text');
  const answer = await fetch(`${leaky.sandbox.sigstore.urls.fulcio}/api/v2/signingCert`, { method: 'POST' });
  const text = await answer.text();
  for (const name of ['GITHUB_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN']) {
    expect(() => expectTextWithoutToken(text, leaky.job[name] ?? '')).toThrow('characters of the token');
  }
  await leaky.sandbox.close();
});
