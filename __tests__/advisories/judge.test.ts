/** Published attacks on verifiers, played with evidence, logs and keys that no honest service would give out. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { BundleJson } from '../../sandbox/sigstore/attest.ts';
import { bootSigstore, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { dsseContent } from '../../src/verify/signature.ts';
import { artifact, evidence, outcome, rootOf, tryOn } from '../support/stand.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore();
});
afterEach(() => {
  delete sigstore.faults.promise;
  delete sigstore.faults.proof;
  delete sigstore.faults.intercept;
});
afterAll(() => sigstore.close());

test.each([
  [3_600, 'fail CUSTODY-422'],
  [172_800, 'pass'],
])(
  'T9 an authority that is valid %i s from yesterday on (GHSA-wfqv-66vq-46rm)',
  async (seconds, expected) => {
    const aged = await bootSigstore({ intermediateLifetime: seconds });
    try {
      expect(outcome(tryOn(aged, [await evidence(aged)]))).toBe(expected);
    } finally {
      await aged.close();
    }
  },
);

test('T12 a log is not asked for its key, whatever it would say (GHSA-xvrc-2wvh-49vc)', async () => {
  Object.assign(sigstore.faults, { promise: 'foreign', proof: 'foreign' });
  const bundle = await evidence(sigstore);
  const asked: string[] = [];
  sigstore.faults.intercept = (service, { path }) => {
    asked.push(`${service} ${path}`);
    return undefined;
  };
  expect(outcome(tryOn(sigstore, [bundle]))).toBe('fail CUSTODY-426');
  expect(asked).toEqual([]);
});

test('T1 an artifact of which nothing is known is a subject of nothing (sigstore-go#609)', async () => {
  const bundles = [await evidence(sigstore)];
  const unknown = { ...artifact, digests: {} as typeof artifact.digests };
  expect(outcome(tryOn(sigstore, bundles, { artifact: unknown }))).toBe('fail CUSTODY-429');
  expect(outcome(tryOn(sigstore, bundles))).toBe('pass');
});

test('T10 what is signed is counted in bytes, not in letters (sigstore-js@b5aa4f1f)', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const payloadType = 'text/schön';
  const payload = Buffer.from('größe');
  const verifies = (typeLength: number, payloadLength: number) => {
    const head = `DSSEv1 ${typeLength} ${payloadType} ${payloadLength} `;
    const sig = sign('sha256', Buffer.concat([Buffer.from(head), payload]), privateKey);
    const envelope = { payloadType, payload, signatures: [{ sig, keyid: '' }] };
    return dsseContent(envelope).verifySignature(publicKey);
  };
  expect(verifies(Buffer.byteLength(payloadType), payload.length)).toBe(true);
  expect(verifies(payloadType.length, payload.length)).toBe(false);
  expect(verifies(Buffer.byteLength(payloadType), payload.toString().length)).toBe(false);
});

describe('T22 every part of a bundle', () => {
  let honest: BundleJson;
  beforeAll(async () => {
    // The first entry of a log has index 0 and a proof without hashes, which JSON may leave out.
    await evidence(sigstore);
    honest = await evidence(sigstore);
  });

  /** One of two proofs of time, each of which is enough, and unsigned copies of what a checkpoint signs. */
  const entry = 'verificationMaterial.tlogEntries.0';
  const timestamps = 'verificationMaterial.timestampVerificationData';
  const spare = [
    `${entry}.inclusionPromise`,
    `${entry}.inclusionProof.rootHash`,
    `${entry}.inclusionProof.treeSize`,
    timestamps,
    `${timestamps}.rfc3161Timestamps`,
    `${timestamps}.rfc3161Timestamps.0`,
  ];

  /** What becomes of the bundle, by the place of the part that is changed. */
  function outcomesOf(change: (holder: Record<string, unknown>, key: string) => void): Map<string, string> {
    const root = rootOf(sigstore);
    return new Map(
      placesOf(honest).map((place) => {
        const bundle = structuredClone(honest);
        const [key = '', ...outer] = place.toReversed();
        change(
          outer.toReversed().reduce<never>((at, name) => at[name] as never, bundle as never),
          key,
        );
        return [place.join('.'), outcome(tryOn(sigstore, [bundle], { root }))];
      }),
    );
  }
  const passing = (found: ReadonlyMap<string, string>) =>
    [...found].filter(([, status]) => status === 'pass').map(([place]) => place);

  test('T22 is there, or the bundle decides nothing or no (GHSA-273p-m2cw-6833)', () => {
    const found = outcomesOf((holder, key) => {
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
    });
    expect(found.size).toBeGreaterThan(25);
    expect(passing(found)).toEqual(spare);
  });

  test.each([null, '', 'x', '::', -1, 1e300, [], {}, [null], { a: [] }])(
    'T26 may be %j, and nothing is thrown (GHSA-frqx-jfcm-6jjr)',
    (value) => {
      const found = outcomesOf((holder, key) => {
        holder[key] = value;
      });
      expect(passing(found).filter((place) => !spare.includes(place))).toEqual([]);
      for (const status of found.values()) expect(status).toMatch(/^pass$|^(?:fail|unknown) CUSTODY-4\d\d$/);
    },
  );
});

function placesOf(value: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Object.entries(value).flatMap(([key, member]) => placesOf(member, [...at, key]));
  return at.length > 0 ? [at, ...inner] : inner;
}
