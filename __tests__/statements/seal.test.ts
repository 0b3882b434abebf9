/** The ceremony, against a store that can be told to misbehave; signatures are real, from the sandbox. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { attest } from '../../sandbox/sigstore/attest.ts';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { keyOf } from '../../src/formats/peek.ts';
import { limits } from '../../src/model/limits.ts';
import type { Artifact } from '../../src/model/subject.ts';
import type { TokenClaims } from '../../src/model/token.ts';
import type { EvidenceStore, StatementKey } from '../../src/ports/evidence.ts';
import type { StatementSigner } from '../../src/ports/signer.ts';
import { checkPrivacy } from '../../src/statements/privacy.ts';
import { type SealPorts, seal } from '../../src/statements/seal.ts';
import { sealAll } from '../../src/statements/seal-all.ts';
import { artifact, bytesOf, rootOf, sha } from '../support/stand.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore();
});
afterAll(() => sigstore.close());

const raw = exampleClaims();
const claimsOf = (changes: Partial<TokenClaims> = {}): TokenClaims => ({
  iss: sigstore.issuer,
  ref: raw.ref,
  sha: raw.sha,
  repository: raw.repository,
  repositoryId: raw.repository_id,
  repositoryOwner: raw.repository_owner,
  repositoryOwnerId: raw.repository_owner_id,
  repositoryVisibility: raw.repository_visibility,
  eventName: raw.event_name,
  workflowRef: raw.workflow_ref,
  workflowSha: raw.workflow_sha,
  jobWorkflowRef: raw.job_workflow_ref,
  jobWorkflowSha: raw.job_workflow_sha,
  runnerEnvironment: raw.runner_environment,
  runId: raw.run_id,
  runAttempt: raw.run_attempt,
  ...changes,
});

/** Signs with the sandbox, as the job that `actual` describes, whatever the token was said to be. */
function signer(actual = raw, claimed: Partial<TokenClaims> = {}): StatementSigner & { signed: number } {
  const self = {
    signed: 0,
    identify: async () => claimsOf(claimed),
    sign: async (statement: Uint8Array) => {
      self.signed += 1;
      return bytesOf(await attest(sigstore, { statement, claims: actual }));
    },
  };
  return self;
}

class MemoryStore implements EvidenceStore {
  readonly name = 'files';
  readonly kept: Uint8Array[] = [];
  /** What comes back instead of what was put. */
  alter: (bundle: Uint8Array) => Uint8Array | undefined = (bundle) => bundle;
  recall = async ({ key }: StatementKey) =>
    this.kept.filter((bytes) => keyOf(bytes) === key).map((bytes) => ({ bytes, stored: { path: 'kept' } }));
  put = async (_: StatementKey, bundle: Uint8Array) => {
    const altered = this.alter(bundle);
    if (altered) this.kept.unshift(altered);
    return { path: 'kept', url: 'page' };
  };
}

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});

const run = (
  by: StatementSigner,
  ports: Partial<SealPorts> = {},
  artifacts: readonly [Artifact, ...Artifact[]] = [artifact],
) =>
  seal(artifacts, 'https://github.com', {
    signer: by,
    stores: [store],
    root: rootOf(sigstore),
    clock: { now: () => new Date() },
    ...ports,
  });

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no fault',
    (error) => `${error.code} ${error.message}`,
  );

describe('seal', () => {
  test('signs, stores, reads back, and every artifact passes', async () => {
    const other: Artifact = {
      name: 'dist/other',
      digests: { sha256: 'f'.repeat(64), sha512: 'e'.repeat(128) },
      size: 1,
    };
    const by = signer();
    const result = await run(by, {}, [artifact, other]);
    expect(result.verdicts.map(({ status, artifact: { name } }) => [name, status])).toEqual([
      ['dist/app.tgz', 'pass'],
      ['dist/other', 'pass'],
    ]);
    expect([by.signed, store.kept.length, result.reused]).toEqual([1, 1, false]);
    expect(result.stored).toEqual([{ path: 'kept', url: 'page' }]);
    expect(keyOf(store.kept[0] ?? Buffer.alloc(0))).toBe(result.statement.key);
  });

  test('a second run of the attempt signs nothing; a new attempt is a new statement', async () => {
    const by = signer();
    const first = await run(by);
    const again = await run(by);
    expect([again.reused, again.statement.key, by.signed]).toEqual([true, first.statement.key, 1]);
    const attempt = signer({ ...raw, run_attempt: '2' }, { runAttempt: '2' });
    const next = await run(attempt);
    expect([next.reused, next.statement.key === first.statement.key, attempt.signed]).toEqual([
      false,
      false,
      1,
    ]);
  });

  test('what one store has is put into the other without signing again', async () => {
    await run(signer());
    const [second, by] = [new MemoryStore(), signer()];
    const result = await run(by, { stores: [store, second] });
    expect([by.signed, second.kept.length, result.stored.length]).toEqual([0, 1, 2]);
  });

  test('what is stored for the statement and does not pass is not reused', async () => {
    await run(signer());
    const bundle = JSON.parse(Buffer.from(store.kept[0] ?? []).toString('utf8'));
    bundle.verificationMaterial.tlogEntries = [];
    store.kept[0] = bytesOf(bundle);
    const by = signer();
    expect((await run(by)).reused).toBe(false);
    expect(by.signed).toBe(1);
  });

  test('a store that changes the bundle is found out', async () => {
    store.alter = (bytes) => {
      const bundle = JSON.parse(Buffer.from(bytes).toString('utf8'));
      bundle.verificationMaterial.timestampVerificationData = {};
      bundle.verificationMaterial.tlogEntries = [];
      return bytesOf(bundle);
    };
    expect(await codeOf(run(signer()))).toMatch(
      /^CUSTODY-308 what was stored in files does not verify: .*CUSTODY-42/,
    );
  });

  test('a store that loses the bundle is found out', async () => {
    store.alter = () => undefined;
    expect(await codeOf(run(signer()))).toMatch(/^CUSTODY-308 .*cannot be found there/);
  });

  test.each([
    ['ref', { ref: 'refs/heads/other' }],
    ['workflow commit', { job_workflow_sha: 'd'.repeat(40) }],
    ['repository id', { repository_id: '999' }],
    ['runner', { runner_environment: 'self-hosted' }],
    ['run', { run_id: '1' }],
    ['trigger', { event_name: 'schedule' }],
  ])('a certificate of another %s than the token is not stored', async (_, actual) => {
    expect(await codeOf(run(signer({ ...raw, ...actual })))).toMatch(
      /^CUSTODY-308 what was just signed does not verify/,
    );
    expect(store.kept).toEqual([]);
  });

  test('a trigger that is no release, and a pull request, can still be sealed: they are what they are', async () => {
    const ref = 'refs/pull/7/merge';
    const workflow = `acme/shop/.github/workflows/release.yml@${ref}`;
    const actual = {
      ...raw,
      ref,
      workflow_ref: workflow,
      job_workflow_ref: workflow,
      event_name: 'workflow_run',
    };
    const claimed = { ref, workflowRef: workflow, jobWorkflowRef: workflow, eventName: 'workflow_run' };
    expect((await run(signer(actual, claimed))).verdicts[0]?.status).toBe('pass');
  });

  test('digests stand in the statement as they were computed', async () => {
    const result = await run(signer(), {}, [
      { ...artifact, digests: { sha512: sha('sha512'), sha256: sha('sha256') } },
    ]);
    expect(JSON.stringify(result.statement.subjects[0].digest)).toBe(
      `{"sha256":"${sha('sha256')}","sha512":"${sha('sha512')}"}`,
    );
  });
});

describe('sealAll', () => {
  const many = (count: number) => {
    const file = (_: unknown, i: number): Artifact => ({
      name: `dist/${i}`,
      digests: { sha256: i.toString(16).padStart(64, '0') },
      size: 1,
    });
    return Array.from({ length: count }, file) as [Artifact, ...Artifact[]];
  };
  const ports = (by: StatementSigner): SealPorts => ({
    signer: by,
    stores: [store],
    root: rootOf(sigstore),
    clock: { now: () => new Date() },
  });
  const sealed = (count: number, by: StatementSigner) =>
    sealAll(many(count), 'https://github.com', ports(by), new Map());

  test('one subject too many makes a second statement; every file is in exactly one, and passes', async () => {
    const by = signer();
    const results = await sealed(limits.subjects + 1, by);
    expect([by.signed, store.kept.length]).toEqual([2, 2]);
    expect(results.map(({ statement }) => statement.subjects.length)).toEqual([limits.subjects, 1]);
    const names = results.flatMap(({ statement }) => statement.subjects.map(({ name }) => name));
    expect(names).toEqual(many(limits.subjects + 1).map(({ name }) => name));
    const verdicts = results.flatMap((result) => result.verdicts);
    expect(verdicts.map(({ artifact: { name } }) => name)).toEqual(names);
    expect(new Set(verdicts.map(({ status }) => status))).toEqual(new Set(['pass']));
  });

  test('three statements name every file once, in order', async () => {
    const count = 2 * limits.subjects + 1;
    const results = await sealed(count, signer());
    expect(results.map(({ statement }) => statement.subjects.length)).toEqual([
      limits.subjects,
      limits.subjects,
      1,
    ]);
    expect(results.flatMap(({ statement }) => statement.subjects.map(({ name }) => name))).toEqual(
      many(count).map(({ name }) => name),
    );
  });

  test('as many as one statement holds are one statement', async () => {
    const by = signer();
    expect(await sealed(limits.subjects, by)).toHaveLength(1);
    expect(by.signed).toBe(1);
  });

  test('a re-run signs only what an earlier one did not come to', async () => {
    const failing = signer();
    const { sign } = failing;
    failing.sign = async (statement) => {
      if (failing.signed === 1) throw new Error('an outage');
      return sign(statement);
    };
    await expect(sealed(limits.subjects + 1, failing)).rejects.toThrow('an outage');
    expect(store.kept).toHaveLength(1);
    const by = signer();
    expect((await sealed(limits.subjects + 1, by)).map(({ reused }) => reused)).toEqual([true, false]);
    expect([by.signed, store.kept.length]).toEqual([1, 2]);
  });
});

describe('privacy', () => {
  const claims = (repositoryVisibility: string) => claimsOf({ repositoryVisibility });
  test.each(['private', 'internal', 'anything-new'])('%s names do not enter the public log', (visibility) => {
    expect(() => checkPrivacy(claims(visibility), 'public', false)).toThrow(
      expect.objectContaining({ code: 'CUSTODY-303' }),
    );
  });
  test('they may with the word of the user, in an instance of their own, and when they are public anyway', () => {
    checkPrivacy(claims('private'), 'public', true);
    checkPrivacy(claims('private'), './sigstore', false);
    expect(checkPrivacy(claims('public'), 'public', false)).toBeUndefined();
  });
});
