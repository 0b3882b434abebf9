/** Digests beyond SHA-256 are computed when evidence names them, and only of the very files that it was looked up for. */
import { expect, test } from '@jest/globals';
import { withNamedDigests } from '../../src/actions/digests.ts';
import type { DigestAlgorithm } from '../../src/model/digest.ts';
import type { Artifact } from '../../src/model/subject.ts';
import { artifact } from '../support/stand.ts';

const bundle = (...subject: readonly unknown[]) => {
  const payload = Buffer.from(JSON.stringify({ subject })).toString('base64');
  return { origin: 'bundle', bytes: Buffer.from(JSON.stringify({ dsseEnvelope: { payload } })) };
};
const bare: Artifact = { ...artifact, digests: { sha256: artifact.digests.sha256 } };

function selectOf(files: readonly [Artifact, ...Artifact[]]) {
  const calls: (readonly DigestAlgorithm[])[] = [];
  return {
    calls,
    select: async (algorithms: readonly DigestAlgorithm[]) => {
      calls.push(algorithms);
      return files;
    },
  };
}

test.each([
  ['no evidence', []],
  ['SHA-256 alone', [bundle({ digest: { sha256: 'a' } })]],
  ['an algorithm that binds nothing', [bundle({ digest: { sha256: 'a', sha1: 'b', gitCommit: 'c' } })]],
  ['what cannot be read', [{ origin: 'bundle', bytes: Buffer.from('{') }]],
])('%s needs no second reading', async (_, candidates) => {
  const { calls, select } = selectOf([artifact]);
  expect(await withNamedDigests([bare], candidates, select)).toEqual([bare]);
  expect(calls).toEqual([]);
});

test('T1 whatever any subject of any bundle names is computed, in one more reading', async () => {
  const { calls, select } = selectOf([artifact]);
  const first = bundle({ digest: { sha256: 'a' } }, { digest: { sha512: 'b' } });
  const second = bundle({ digest: { sha256: 'a', sha384: 'c' } });
  expect(await withNamedDigests([bare], [first, second, first], select)).toEqual([artifact]);
  expect(calls).toEqual([['sha256', 'sha512', 'sha384']]);
});

const changed = { ...artifact, digests: { ...artifact.digests, sha256: '0'.repeat(64) } };
test.each<[string, readonly [Artifact, ...Artifact[]]]>([
  ['other bytes', [changed]],
  ['another name', [{ ...artifact, name: 'other' }]],
  ['one file more', [artifact, { ...artifact, name: 'z' }]],
])('T1 %s in the second reading is a fault', async (_, files) => {
  const { select } = selectOf(files);
  const judged = withNamedDigests([bare], [bundle({ digest: { sha512: 'b' } })], select);
  const outcome = await judged.then(
    () => 'accepted',
    ({ code }) => code,
  );
  expect(outcome).toBe('CUSTODY-203');
});
