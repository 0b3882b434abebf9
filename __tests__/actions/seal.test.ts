/**
 * `seal` with the instances that `sigstore: auto` chooses from: sandboxes in the shapes of the public one and of
 * GitHub's own stand in their places, handed to the wiring and not to the product's environment.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { bootSandbox, exampleRepository, type Sandbox } from '../../sandbox/index.ts';
import seal from '../../src/actions/seal.ts';
import verify from '../../src/actions/verify.ts';
import { openInstance } from '../../src/io/sigstore/instance.ts';
import type { Context, Definition, Host } from '../../src/kit/define.ts';
import { readEnvironment } from '../../src/kit/environment.ts';
import { readInputs } from '../../src/kit/read-inputs.ts';
import { wire } from '../../src/kit/wire.ts';
import { faultOf } from '../support/faults.ts';

const shapes: { public?: Sandbox; github?: Sandbox } = {};
let folder: string;
beforeAll(async () => {
  [shapes.public, shapes.github] = await Promise.all([bootSandbox(), bootSandbox({ logs: false })]);
});
afterEach(() => expect(Object.values(shapes).map((one) => one.githubService.violations)).toEqual([[], []]));
afterAll(() => Promise.all(Object.values(shapes).map((one) => one.close())));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'custody-seal-'));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist', 'app.txt'), folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

let repositories = 0;
const repositoryOf = (changes: Partial<typeof exampleRepository>) => {
  repositories += 1;
  return { ...exampleRepository, name: `shop-${repositories}`, id: 1000 + repositories, ...changes };
};

interface Job extends Context {
  readonly lines: readonly string[];
  readonly token: string | undefined;
}

/** A job in `home`, whose token all instances are told to trust; both embedded names are sandboxes. */
function contextIn(home: Sandbox, repository: typeof exampleRepository): Job {
  const lines: string[] = [];
  const variables: Record<string, string> = { ...home.job({ repository }), GITHUB_WORKSPACE: folder };
  const host: Host = {
    environment: readEnvironment(variables, folder),
    signal: new AbortController().signal,
    log: (line) => lines.push(line),
    mask: () => {},
  };
  const open = (name: string, now: Date) =>
    openInstance(name === 'public' || name === 'github' ? (shapes[name] as Sandbox).folder : name, now);
  return {
    ...host,
    lines,
    token: variables['GITHUB_TOKEN'],
    wire: wire(host, { issuer: home.issuer, open }),
  };
}

async function run(definition: Definition, given: Record<string, string>, context: Job) {
  const inputs = readInputs(definition.inputs, {
    given: (key) => given[key],
    defaultFor: (key) => (key === 'githubToken' ? context.token : undefined),
    spell: (key) => key,
  });
  return definition.run(inputs, context);
}

const asked = (sandbox: Sandbox) => [...new Set(sandbox.sigstore.requests.map(({ service }) => service))];

describe('sigstore: auto', () => {
  test.each([
    ['public', 'public', ['oidc', 'ctlog', 'fulcio', 'timestamp', 'rekor']],
    ['private', 'github', ['oidc', 'fulcio', 'timestamp']],
    ['internal', 'github', ['oidc', 'fulcio', 'timestamp']],
  ] as const)('a repository that is %s signs with %s', async (visibility, chosen, services) => {
    const home = shapes[chosen] as Sandbox;
    const repository = repositoryOf({ visibility });
    const context = contextIn(home, repository);
    const { report, outputs } = await run(seal, { files: join(folder, 'dist/*') }, context);
    expect(report).toMatchObject({ status: 'pass', sealed: { instance: chosen, bundles: [] } });
    expect(context.lines).toContain(
      `sigstore: auto chose ${chosen}, because acme/${repository.name} is ${visibility}`,
    );
    expect(asked(home).toSorted()).toEqual(services.toSorted());
    expect(outputs['verifyCommand']?.includes('--trusted-root github')).toBe(chosen === 'github');
    expect(outputs['attestationUrls']).toMatch(/\/attestations\/\d+$/);
  });

  test("what GitHub's shape signed verifies under its root, and under no other", async () => {
    const home = shapes.github as Sandbox;
    const repository = repositoryOf({ visibility: 'private' });
    const files = join(folder, 'dist/*');
    const bundleFolder = join(folder, 'bundles');
    await run(seal, { files, store: 'files', bundleFolder }, contextIn(home, repository));
    const outcomeUnder = async (root: Sandbox) => {
      const given = {
        files,
        bundles: bundleFolder,
        offline: 'true',
        repository: `acme/${repository.name}`,
        signerWorkflow: '.github/workflows/release.yml',
        sourceRef: 'refs/heads/main',
        issuer: home.issuer,
        trustedRoot: join(root.folder, 'trusted_root.json'),
      };
      const { report } = await run(verify, given, contextIn(home, repository));
      return [report.status, report.verdicts[0]?.findings[0].code];
    };
    expect(await outcomeUnder(home)).toEqual(['pass', undefined]);
    expect(await outcomeUnder(shapes.public as Sandbox)).toEqual(['fail', 'CUSTODY-425']);
  });

  test('`public` stays refused for a private repository, with the way out', async () => {
    const home = shapes.public as Sandbox;
    const context = contextIn(home, repositoryOf({ visibility: 'private' }));
    const fault = await faultOf(run(seal, { files: join(folder, 'dist/*'), sigstore: 'public' }, context));
    expect(fault).toMatchObject({
      code: 'CUSTODY-303',
      hint: expect.stringContaining('Leave `sigstore` out'),
    });
  });
});

describe('store: auto', () => {
  const home = () => shapes.github as Sandbox;
  const posts = () => home().githubService.requests.filter(({ method }) => method === 'POST').length;
  const made = (service: string) => home().sigstore.requests.filter((one) => one.service === service).length;
  const sealed = async (repository: typeof exampleRepository, store = 'auto') => {
    const context = contextIn(home(), repository);
    const given = { files: join(folder, 'dist/*'), bundleFolder: join(folder, 'bundles'), store };
    return { context, ...(await run(seal, given, context)) };
  };

  test('a private repository of a user: files, and the API is asked for nothing else', async () => {
    const repository = repositoryOf({ visibility: 'private', ownerType: 'User' });
    const before = home().githubService.requests.length;
    const { report, context } = await sealed(repository);
    expect(report.sealed).toMatchObject({ urls: [], bundles: [expect.stringContaining('bundles')] });
    expect(report.notices).toEqual([
      expect.stringMatching(
        /^`store: auto` keeps the bundles as files in `.*bundles`: acme\/shop-\d+ is private and belongs to a user/,
      ),
    ]);
    expect(context.lines).toContainEqual(expect.stringMatching(/^store: auto chose files: /));
    expect(
      home()
        .githubService.requests.slice(before)
        .map(({ path }) => path),
    ).toEqual([`/repos/acme/${repository.name}`]);
  });

  test('a plan without attestations: known from the answer to the first question, before anything is signed', async () => {
    const repository = repositoryOf({ visibility: 'private' });
    home().github.refuseAttestations(`acme/${repository.name}`, 'plan');
    const before = posts();
    const { report, outputs } = await sealed(repository);
    expect(report.status).toBe('pass');
    expect(outputs).toMatchObject({
      attestationUrls: '',
      bundles: expect.stringContaining('app.txt.sigstore.json'),
    });
    expect(report.notices).toEqual([
      expect.stringContaining('Feature not available for the acme organization'),
    ]);
    expect(posts()).toBe(before);
  });

  test('a plan that only refuses to store: what was signed is kept in files, signed once', async () => {
    const repository = repositoryOf({ visibility: 'private' });
    const refusal = { message: 'Feature not available for the acme organization.' };
    home().github.interrupt = ({ method }) =>
      method === 'POST' ? { status: 403, body: refusal } : undefined;
    const signed = made('fulcio');
    try {
      const { report } = await sealed(repository);
      expect(report.sealed).toMatchObject({
        urls: [],
        bundles: [expect.stringContaining('app.txt.sigstore.json')],
      });
      expect(report.notices).toHaveLength(1);
      expect(made('fulcio') - signed).toBe(1);
    } finally {
      home().github.interrupt = undefined;
    }
  });

  test('any other refusal is no reason to fall back', async () => {
    const repository = repositoryOf({ visibility: 'private' });
    home().github.interrupt = ({ method }) =>
      method === 'POST'
        ? { status: 403, body: { message: 'Resource not accessible by integration' } }
        : undefined;
    try {
      expect((await faultOf(sealed(repository))).code).toBe('CUSTODY-309');
    } finally {
      home().github.interrupt = undefined;
    }
  });

  test('`store: github` is exact: the missing feature is a fault, and nothing is signed', async () => {
    const repository = repositoryOf({ visibility: 'private' });
    home().github.refuseAttestations(`acme/${repository.name}`, 'plan');
    const before = made('fulcio');
    expect(await faultOf(sealed(repository, 'github'))).toMatchObject({ code: 'CUSTODY-310' });
    expect(made('fulcio')).toBe(before);
  });

  test('`auto` beside another store is refused before anything is asked', async () => {
    const before = home().sigstore.requests.length;
    expect(await faultOf(sealed(repositoryOf({}), 'auto,files'))).toMatchObject({ code: 'CUSTODY-103' });
    expect(home().sigstore.requests).toHaveLength(before);
  });
});

test('the report in JSON says which instance signed and why the bundles are files', async () => {
  const repository = repositoryOf({ visibility: 'private', ownerType: 'User' });
  const json = join(folder, 'report.json');
  const given = { files: join(folder, 'dist/*'), bundleFolder: join(folder, 'bundles'), json };
  await run(seal, given, contextIn(shapes.github as Sandbox, repository));
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
    sealed: { instance: 'github', keys: [expect.stringMatching(/^[0-9a-f]{64}$/)], reused: false },
    notices: [expect.stringContaining('belongs to a user')],
  });
});
