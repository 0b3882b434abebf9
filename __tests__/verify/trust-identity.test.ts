/** Attacks on who signed and from where: T2 to T7. Each test is named after the rule that it tries to get past. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { GITHUB_ISSUER, serverOfIssuer } from '../../src/model/issuer.ts';
import type { Expectation } from '../../src/model/requirement.ts';
import { judge } from '../../src/verify/judge.ts';
import {
  type Attack,
  artifact,
  evidence,
  outcome,
  predicateOf,
  rootOf,
  type Trial,
  tryOn,
} from '../support/stand.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore();
});
afterAll(() => sigstore.close());

const against = async (attack: Attack, trial: Trial = {}) =>
  outcome(tryOn(sigstore, [await evidence(sigstore, attack)], trial));

const uri = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main';
/** A certificate that says it was issued to another workflow, in SAN and .9 alike. */
const signedBy = (identity: string) => ({
  names: [{ kind: 'uri' as const, value: identity }],
  extensions: { 9: identity },
});

test('the honest bundle passes', async () => {
  expect(await against({})).toBe('pass');
});

describe('T2 no policy, no verification', () => {
  test('T2 the judge cannot be asked without a requirement', async () => {
    const bundle = { origin: 'x', bytes: Buffer.from(JSON.stringify(await evidence(sigstore))) };
    const root = rootOf(sigstore);
    const expectation = { artifact, roots: new Map([[root.name, root]]), now: new Date() };
    // @ts-expect-error an expectation without requirements is no Expectation
    const untyped: Expectation = { ...expectation, requirements: [] };
    expect(() => judge([bundle], untyped)).toThrow();
  });
});

describe('T3 identity is compared in parts, exactly', () => {
  const others = {
    'a repository that begins alike': uri.replace('acme/shop', 'acme/shop-evil'),
    'an owner that ends alike': uri.replace('acme/', 'evil-acme/'),
    'a workflow that begins alike': uri.replace('release.yml', 'release.yml.evil.yml'),
    'a path with another case': uri.replace('release.yml', 'Release.yml'),
    'another host': uri.replace('github.com', 'github.com.evil.test'),
    'the wanted URI in a query': `https://evil.test/?${uri}`,
    'the wanted URI in a path': `https://evil.test/${uri.slice('https://'.length)}`,
    http: uri.replace('https:', 'http:'),
    'a user in the authority': uri.replace('https://', 'https://github.com@evil.test/'),
    'an earlier @': uri.replace('@refs', '@refs/heads/main@refs'),
    'dot segments': uri.replace('/release.yml', '/../workflows/release.yml'),
    'a ref that ends alike': `${uri}-evil`,
    'a ref with another case': uri.replace('main', 'Main'),
    'white space': `${uri} `,
    'a line feed': `${uri}\nx`,
  };
  test.each(Object.entries(others))('T3 refuses %s', async (_, identity) => {
    expect(await against({ certificate: signedBy(identity) })).toMatch(/^fail CUSTODY-43[26]$/);
  });

  test('T3 hosts, owners and repositories have no case', async () => {
    const identity = uri.replace('acme/shop', 'Acme/SHOP').replace('github.com', 'GitHub.com');
    const certificate = { ...signedBy(identity), extensions: { 9: identity, 18: identity } };
    const claims = { job_workflow_ref: identity.slice('https://GitHub.com/'.length) };
    const predicate = predicateOf(exampleClaims());
    predicate.runDetails.builder.id = identity;
    predicate.buildDefinition.externalParameters.workflow.repository = 'https://github.com/acme/shop';
    const bundle = await evidence(sigstore, { claims, certificate, statement: { predicate } });
    // Certificate and predicate then differ in case, which is T6's business, not T3's.
    expect(outcome(tryOn(sigstore, [bundle]))).toBe('fail CUSTODY-437');
  });

  test.each([
    ['release*.yml', 'pass'],
    ['*.yml', 'pass'],
    ['*ease.yml', 'pass'],
    ['rel*s*.yml', 'pass'],
    ['build*.yml', 'fail CUSTODY-432'],
    ['*/release.yml', 'fail CUSTODY-432'],
  ])('T3 `*` matches within one segment: %s', async (file, expected) => {
    expect(await against({}, { identity: { signerWorkflow: `acme/shop/.github/workflows/${file}` } })).toBe(
      expected,
    );
  });

  const names = {
    'two URIs': [
      { kind: 'uri', value: uri },
      { kind: 'uri', value: uri },
    ],
    'an OtherName beside the URI': [
      { kind: 'uri', value: uri },
      { kind: 'other', value: 'x' },
    ],
    'an email address beside the URI': [
      { kind: 'email', value: 'a@b.test' },
      { kind: 'uri', value: uri },
    ],
    'only an email address': [{ kind: 'email', value: 'a@b.test' }],
    'no name': [],
  } as const;
  test.each(Object.entries(names))('T3 refuses a certificate with %s', async (_, list) => {
    expect(await against({ certificate: { names: list } })).toBe('fail CUSTODY-423');
  });

  test.each([8, 9, 12, 14, 15])('T3 refuses a certificate with extension .%i twice', async (arc) => {
    expect(await against({ certificate: { repeated: { [arc]: 'anything' } } })).toBe('fail CUSTODY-423');
  });

  test('T3 refuses a certificate whose .9 is not its SAN', async () => {
    expect(await against({ certificate: { extensions: { 9: `${uri}x` } } })).toBe('fail CUSTODY-423');
  });

  test('T3 refuses an extension that is not a UTF8String', async () => {
    expect(await against({ certificate: { extensions: { 14: Buffer.from('refs/heads/main') } } })).toBe(
      'fail CUSTODY-423',
    );
  });
});

describe('T4 the issuer equals exactly an allowed form', () => {
  const issued = (issuer: string) => ({ extensions: { 1: issuer, 8: issuer } });
  test.each([
    `${GITHUB_ISSUER}.evil.test`,
    `${GITHUB_ISSUER}/`,
    `${GITHUB_ISSUER}/another-enterprise`,
    GITHUB_ISSUER.replace('https', 'http'),
    GITHUB_ISSUER.toUpperCase(),
    `https://evil.test/${GITHUB_ISSUER}`,
    '',
  ])('T4 refuses %p where GitHub is expected (GHSA-59jp-pj84-45mr)', async (issuer) => {
    expect(await against({ certificate: issued(issuer) }, { identity: { issuer: GITHUB_ISSUER } })).toBe(
      'fail CUSTODY-431',
    );
  });

  test('T4 accepts the issuer itself', async () => {
    expect(
      await against({ certificate: issued(GITHUB_ISSUER) }, { identity: { issuer: GITHUB_ISSUER } }),
    ).toBe('pass');
  });

  test('T4 refuses a certificate that names two issuers', async () => {
    expect(await against({ certificate: { extensions: { 1: GITHUB_ISSUER } } })).toBe('fail CUSTODY-423');
  });

  test('T4 refuses a certificate without the issuer', async () => {
    expect(await against({ certificate: { extensions: { 1: null, 8: null } } })).toBe('fail CUSTODY-431');
  });

  test.each([
    [GITHUB_ISSUER, 'https://github.com'],
    [`${GITHUB_ISSUER}/hammer-time`, 'https://github.com'],
    ['https://token.actions.acme.ghe.com', 'https://acme.ghe.com'],
    ['https://git.acme.test/_services/token', 'https://git.acme.test'],
    [`${GITHUB_ISSUER}/a/b`, undefined],
    [`${GITHUB_ISSUER}.evil.test`, undefined],
    ['https://token.actions.a.b.ghe.com', undefined],
    ['https://token.actions.acme.ghe.com.evil.test', undefined],
    ['http://git.acme.test/_services/token', undefined],
    ['https://evil.test/x/_services/token', undefined],
  ])('T4 the server of %s', (issuer, server) => {
    expect(serverOfIssuer(issuer)).toBe(server);
  });
});

describe('T5 the signer is not the source', () => {
  const commit = 'c'.repeat(40);
  const local = 'acme/shop/.github/workflows/build.yml@refs/heads/main';
  const foreign = `acme/tools/.github/workflows/build.yml@refs/tags/v1`;
  const called = { job_workflow_ref: foreign, job_workflow_sha: commit };

  test('T5 accepts a local reusable workflow of the same commit', async () => {
    const identity = { signerWorkflow: '.github/workflows/build.yml' };
    expect(await against({ claims: { job_workflow_ref: local } }, { identity })).toBe('pass');
  });

  test('T5 refuses a local reusable workflow of another commit', async () => {
    const identity = { signerWorkflow: '.github/workflows/build.yml' };
    const claims = { job_workflow_ref: local, job_workflow_sha: commit };
    expect(await against({ claims }, { identity })).toBe('fail CUSTODY-436');
  });

  test('T5 accepts a foreign reusable workflow that is pinned', async () => {
    const signerWorkflow = `acme/tools/.github/workflows/build.yml@${commit}`;
    expect(await against({ claims: called }, { identity: { signerWorkflow } })).toBe('pass');
  });

  test('T5 refuses a foreign reusable workflow that is not pinned', async () => {
    const signerWorkflow = 'acme/tools/.github/workflows/build.yml@refs/tags/v1';
    expect(await against({ claims: called }, { identity: { signerWorkflow } })).toBe('fail CUSTODY-436');
  });

  test('T5 refuses a pinned foreign workflow at another commit', async () => {
    const signerWorkflow = `acme/tools/.github/workflows/build.yml@${'d'.repeat(40)}`;
    expect(await against({ claims: called }, { identity: { signerWorkflow } })).toBe('fail CUSTODY-432');
  });

  test('T5 refuses the right signer called from another repository', async () => {
    const sourceOfEvil = {
      ...called,
      repository: 'evil/shop',
      workflow_ref: 'evil/shop/.github/workflows/release.yml@refs/heads/main',
    };
    const signerWorkflow = `acme/tools/.github/workflows/build.yml@${commit}`;
    expect(await against({ claims: sourceOfEvil }, { identity: { signerWorkflow } })).toBe(
      'fail CUSTODY-433',
    );
  });

  test.each([
    ['repository_id', { repository_id: '999' }],
    ['repository_owner_id', { repository_owner_id: '999' }],
  ])('T5 refuses another %s behind the same name', async (_, claims) => {
    expect(await against({ claims })).toBe('fail CUSTODY-433');
  });

  test.each([15, 17])(
    'T5 refuses a certificate without extension .%i where its number is expected',
    async (arc) => {
      expect(await against({ certificate: { extensions: { [arc]: null } } })).toBe('fail CUSTODY-433');
    },
  );

  test('T5 never looks at the subject of the token: both forms pass', async () => {
    expect(await against({ claims: { sub: 'repo:acme@42/shop@123456:ref:refs/heads/main' } })).toBe('pass');
  });
});

describe('T6 certificate and predicate agree', () => {
  type Predicate = ReturnType<typeof predicateOf>;
  const forged = async (change: (predicate: Predicate) => void) => {
    const predicate = structuredClone(predicateOf(exampleClaims()));
    change(predicate);
    return against({ statement: { predicate } });
  };
  const workflow = (p: Predicate) => p.buildDefinition.externalParameters.workflow;
  const github = (p: Predicate) => p.buildDefinition.internalParameters.github;
  const dependency = (p: Predicate) =>
    p.buildDefinition.resolvedDependencies[0] as Predicate['buildDefinition']['resolvedDependencies'][0];
  const changes: readonly (readonly [string, (p: Predicate) => void])[] = [
    ['.12 the repository', (p) => (workflow(p).repository = 'https://github.com/acme/other')],
    ['.14 the ref', (p) => (workflow(p).ref = 'refs/heads/other')],
    ['.18 the workflow', (p) => (workflow(p).path = '.github/workflows/other.yml')],
    ['.15 the repository id', (p) => (github(p).repository_id = '1')],
    ['.17 the owner id', (p) => (github(p).repository_owner_id = '1')],
    ['.20 the trigger', (p) => (github(p).event_name = 'release')],
    ['.11 the runner', (p) => (github(p).runner_environment = 'self-hosted')],
    [
      '.9 the builder',
      (p) =>
        (p.runDetails.builder.id =
          'https://github.com/acme/trusted/.github/workflows/l3.yml@refs/heads/main'),
    ],
    ['.21 the run', (p) => (p.runDetails.metadata.invocationId += '0')],
    ['.13 the commit', (p) => (dependency(p).digest.gitCommit = 'f'.repeat(40))],
    ['.13 no commit', (p) => p.buildDefinition.resolvedDependencies.pop()],
    [
      '.13 a second commit',
      (p) =>
        p.buildDefinition.resolvedDependencies.push({
          ...dependency(p),
          digest: { gitCommit: 'f'.repeat(40) },
        }),
    ],
    ['a member that is missing', (p) => Reflect.deleteProperty(p.runDetails, 'metadata')],
  ];
  test.each(changes)('T6 refuses provenance that differs in %s', async (_, change) => {
    expect(await forged((predicate) => void change(predicate))).toBe('fail CUSTODY-437');
  });

  test.each(['v0.2', 'v1.1', 'v2', 'v1/'])(
    'T6 provenance of version %s is not comparable',
    async (version) => {
      const predicateType = `https://slsa.dev/provenance/${version}`;
      expect(await against({ statement: { predicateType } }, { identity: { predicateType } })).toBe(
        'fail CUSTODY-438',
      );
    },
  );

  test('T6 provenance of an unknown build type is not comparable', async () => {
    expect(await forged((p) => (p.buildDefinition.buildType = 'https://evil.test/v1'))).toBe(
      'fail CUSTODY-438',
    );
  });

  test('T6 external parameters that the build type does not define are refused', async () => {
    expect(await forged((p) => Object.assign(p.buildDefinition.externalParameters, { inputs: {} }))).toBe(
      'fail CUSTODY-438',
    );
    expect(await forged((p) => Object.assign(workflow(p), { inputs: {} }))).toBe('fail CUSTODY-438');
  });
});

describe('T7 what is never a release identity', () => {
  const at = (ref: string) => ({
    ref,
    workflow_ref: `acme/shop/.github/workflows/release.yml@${ref}`,
    job_workflow_ref: `acme/shop/.github/workflows/release.yml@${ref}`,
  });
  const pull = 'refs/pull/7/merge';
  const queue = 'refs/heads/gh-readonly-queue/main/pr-7-abc';

  test.each([
    [pull, ['refs/*/*/merge']],
    [pull, ['refs/heads/main']],
    [queue, ['refs/heads/*/*/*']],
  ] as const)('T7 refuses %s unless it is named', async (ref, refs) => {
    expect(await against({ claims: at(ref) }, { identity: { sourceRefs: refs } })).toBe('fail CUSTODY-435');
  });

  test('T7 accepts a pull request that is named', async () => {
    expect(await against({ claims: at(pull) }, { identity: { sourceRefs: ['refs/pull/*/merge'] } })).toBe(
      'pass',
    );
  });

  test.each(['pull_request_target', 'issue_comment', 'workflow_run'])(
    'T7 refuses the trigger %s',
    async (event_name) => {
      expect(await against({ claims: { event_name } })).toBe('fail CUSTODY-435');
    },
  );

  test('T7 accepts a trigger that is named', async () => {
    const source = {
      repository: 'acme/shop',
      refs: ['refs/heads/main'],
      triggers: ['workflow_run'],
    } as const;
    expect(await against({ claims: { event_name: 'workflow_run' } }, { requirement: { source } })).toBe(
      'pass',
    );
  });

  test('T7 refuses a certificate without a trigger', async () => {
    expect(await against({ certificate: { extensions: { 20: null } } })).toBe('fail CUSTODY-435');
  });
});
