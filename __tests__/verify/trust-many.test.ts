/** Much evidence that cannot be read, which comes up for every artifact: T24. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bootSigstore, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { limits } from '../../src/model/limits.ts';
import { evidence, outcome, rootOf, tryOn } from '../support/stand.ts';
import { stopwatch } from '../support/stopwatch.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore();
});
afterAll(() => sigstore.close());

const unreadable = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ origin: `line ${index + 1}`, bytes: Buffer.from('{}') }));

test('T24 unreadable evidence is named up to the limit, and counted behind it', async () => {
  const most = limits.unreadableNamed;
  const [all] = tryOn(sigstore, unreadable(most)).findings;
  expect(all.weighed.map(({ origin }) => origin)).toEqual(unreadable(most).map(({ origin }) => origin));
  const more = tryOn(sigstore, [await evidence(sigstore), ...unreadable(most + 7)]);
  const [{ weighed }] = more.findings;
  expect(outcome(more)).toBe('unknown CUSTODY-403');
  expect(weighed).toHaveLength(1 + most + 1);
  expect(weighed[0]?.outcome).toBe('satisfies');
  expect(weighed.at(-1)).toMatchObject({
    outcome: 'unreadable',
    origin: `line ${most + 1}, and 6 more that cannot be read`,
    code: 'CUSTODY-403',
  });
});

test('T24 what is refused is named however much it is, and good evidence behind the unreadable counts', async () => {
  const good = await evidence(sigstore);
  const other = await evidence(sigstore, { statement: { predicateType: 'https://example.com/other' } });
  const refused = Array.from({ length: limits.unreadableNamed + 5 }, () => other);
  const verdict = tryOn(sigstore, [...refused, good]);
  expect(outcome(verdict)).toBe('pass');
  expect(verdict.findings[0].weighed).toHaveLength(refused.length + 1);
  const [{ weighed }] = tryOn(sigstore, [...unreadable(limits.unreadableNamed + 5), good]).findings;
  expect(weighed.filter((one) => one.outcome === 'satisfies')).toHaveLength(1);
});

test('T24 one unreadable bundle is taken apart once, not for each artifact', () => {
  const bytes = Buffer.from(`{"a":[${'[],'.repeat(400_000)}[]]}`);
  const root = rootOf(sigstore);
  const now = new Date();
  const weigh = () => {
    const took = stopwatch();
    expect(outcome(tryOn(sigstore, [{ origin: 'x', bytes }], { root, now }))).toBe('unknown CUSTODY-403');
    return took();
  };
  const first = weigh();
  const others = Array.from({ length: 20 }, weigh);
  expect(others.reduce((sum, one) => sum + one, 0)).toBeLessThan(first * 5);
});
