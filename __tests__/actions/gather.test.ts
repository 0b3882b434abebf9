import { expect, test } from '@jest/globals';
import { gather } from '../../src/actions/gather.ts';
import { missingIdentity } from '../../src/actions/missing-identity.ts';
import { Fault } from '../../src/model/fault.ts';
import type { Candidate } from '../../src/model/requirement.ts';
import type { EvidenceSource } from '../../src/ports/evidence.ts';

const artifacts = ['a', 'b', 'c'].map((name) => ({ name, digests: { sha256: name }, size: 1 }));
const source = (name: string, find: (sha256: string) => AsyncIterable<Candidate>): EvidenceSource => ({
  name,
  find,
});
const fault = new Fault('CUSTODY-402', 'broken', { hint: 'mend' });

test('T21 evidence of every source is kept apart by artifact, in their order', async () => {
  const files = source('files', async function* (sha256) {
    // The first artifact answers last.
    await new Promise((resolve) => setTimeout(resolve, sha256 === 'a' ? 20 : 1));
    yield { origin: `files ${sha256}`, bytes: Buffer.from('x') };
  });
  const api = source('api', async function* (sha256) {
    if (sha256 === 'b') yield { origin: 'api b', bytes: Buffer.from('y') };
  });
  const found = await gather(artifacts, async () => ({ sources: [files, api], predicateTypes: ['p'] }));
  expect(found.map((list) => list.map(({ origin }) => origin))).toEqual([
    ['files a'],
    ['files b', 'api b'],
    ['files c'],
  ]);
});

test('T22 a source that fails in the middle leaves what it found and the fault', async () => {
  const broken = source('api', async function* () {
    yield { origin: 'first', bytes: Buffer.from('x') };
    throw fault;
  });
  const [list] = await gather(artifacts, async () => ({ sources: [broken], predicateTypes: ['p'] }));
  expect(list).toEqual([
    { origin: 'first', bytes: Buffer.from('x') },
    { origin: 'api', fault },
  ]);
});

test('an error that is no fault is not taken for evidence', async () => {
  const broken = source('api', async function* () {
    yield await Promise.reject(new TypeError('a defect'));
  });
  await expect(gather(artifacts, async () => ({ sources: [broken], predicateTypes: ['p'] }))).rejects.toThrow(
    'a defect',
  );
});

const bundleOf = (workflow: object): Candidate => {
  const payload = { predicate: { buildDefinition: { externalParameters: { workflow } } } };
  const envelope = { dsseEnvelope: { payload: Buffer.from(JSON.stringify(payload)).toString('base64') } };
  return { origin: 'x', bytes: Buffer.from(JSON.stringify(envelope)) };
};
const given = { repository: undefined, signerWorkflow: undefined };

test('T2 the lines to add are filled with what the bundle claims, and say that it is not verified', () => {
  const workflow = {
    repository: 'https://github.com/acme/shop',
    path: '.github/workflows/r.yml',
    ref: 'refs/tags/v1',
  };
  const { code, hint } = missingIdentity(given, [{ origin: 'x', fault }, bundleOf(workflow)]);
  expect(code).toBe('CUSTODY-110');
  expect(hint).toMatch(/NOT verified/);
  expect(hint).toMatch(
    / {2}repository: acme\/shop\n {2}signer-workflow: acme\/shop\/\.github\/workflows\/r\.yml\n {2}source-ref: refs\/tags\/v1$/,
  );
});

test.each([
  {
    repository: 'https://github.com/acme/shop\n  run: evil',
    path: '.github/workflows/r.yml',
    ref: 'refs/tags/v1',
  },
  { repository: 'https://github.com/acme/shop', path: '.github/workflows/r.yml', ref: 'refs/tags/$(evil)' },
  { repository: 'https://github.com/acme/shop', path: '../../evil.yml', ref: 'refs/tags/v1' },
  { repository: 1, path: {}, ref: null },
])('T28 claims that are not of the form are not shown: %j', (workflow) => {
  const { hint } = missingIdentity(given, [bundleOf(workflow)]);
  expect(hint).not.toMatch(/evil|NOT verified/);
});

test('T2 only what is missing is asked for', () => {
  expect(missingIdentity({ ...given, repository: 'acme/shop' }, []).message).toMatch(
    /expected identity: `signer-workflow` is missing$/,
  );
});
