/** Attacks on what is signed, when, and under which root: T1, T9, T11, T20 to T26. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type BundleJson, requestCertificate, requestToken } from '../../sandbox/sigstore/attest.ts';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { Fault } from '../../src/model/fault.ts';
import { limits } from '../../src/model/limits.ts';
import { judge } from '../../src/verify/judge.ts';
import { readTrustRoot } from '../../src/verify/roots.ts';
import {
  type Attack,
  artifact,
  bytesOf,
  evidence,
  honest,
  outcome,
  outcomes,
  rootOf,
  sha,
  statementOf,
  subject,
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
const about = (...list: object[]) => against({ statement: { subject: list } });
const zeros = '0'.repeat(64);

function flip(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  return bytes.toString('base64');
}

describe('T1 the statement is bound to the artifact', () => {
  test('T1 refuses a statement about another artifact', async () => {
    expect(await about({ name: 'dist/app.tgz', digest: { sha256: zeros } })).toBe('fail CUSTODY-429');
  });
  test('T1 any subject may match (sigstore-rs#596)', async () => {
    expect(await about({ name: 'other', digest: { sha256: zeros } }, subject)).toBe('pass');
  });
  test('T1 the name does not matter, the bytes do', async () => {
    expect(await about({ ...subject, name: 'renamed' })).toBe('pass');
  });
  test.each(['sha384', 'sha512'])('T1 %s alone is enough (sigstore-rs#596)', async (algorithm) => {
    expect(await about({ name: 'x', digest: { [algorithm]: sha(algorithm) } })).toBe('pass');
  });
  test.each([
    ['a wrong strong digest beside the right one', { sha256: sha('sha256'), sha512: '0'.repeat(128) }],
    ['a digest that is not computed beside the right one', { sha256: sha('sha256'), sha1: sha('sha1') }],
    ['a weak digest alone', { sha1: sha('sha1') }],
    ['a name of a prototype as algorithm', { constructor: 'x', sha256: sha('sha256') }],
  ])('T1 refuses %s', async (_, digest) => {
    expect(await about({ name: 'x', digest })).toBe('fail CUSTODY-429');
  });
  test('T1 refuses two subjects that match only together', async () => {
    const [a, b] = [
      { sha256: sha('sha256'), sha512: '0'.repeat(128) },
      { sha256: zeros, sha512: sha('sha512') },
    ];
    expect(await about({ name: 'a', digest: a }, { name: 'b', digest: b })).toBe('fail CUSTODY-429');
  });
  test('T1 refuses another payload type, even over a statement', async () => {
    expect(await against({ payloadType: 'application/json' })).toBe('fail CUSTODY-428');
  });
  test('T1 refuses an envelope with two signatures', async () => {
    expect(await against({ signatures: 2 })).toBe('unknown CUSTODY-403');
  });
  test('T1 refuses another predicate type', async () => {
    expect(await against({ statement: { predicateType: 'https://slsa.dev/provenance/v1.evil' } })).toBe(
      'fail CUSTODY-430',
    );
  });
  test('T1 refuses a payload that was changed after signing', async () => {
    const bundle = await evidence(sigstore);
    bundle.dsseEnvelope.payload = bytesOf64(statementOf(exampleClaims(), { subject: [subject, subject] }));
    expect(outcome(tryOn(sigstore, [bundle]))).toBe('fail CUSTODY-427');
  });
  test('T1 refuses every flipped part', async () => {
    const entryOf = (bundle: BundleJson) => bundle.verificationMaterial.tlogEntries[0] ?? {};
    const changes: Readonly<Record<string, (bundle: BundleJson) => void>> = {
      payload: ({ dsseEnvelope }) => {
        dsseEnvelope.payload = flip(dsseEnvelope.payload);
      },
      signature: ({ dsseEnvelope }) => {
        dsseEnvelope.signatures = dsseEnvelope.signatures.map(({ sig }) => ({ sig: flip(sig) }));
      },
      certificate: ({ verificationMaterial: { certificate } }) => {
        certificate.rawBytes = flip(certificate.rawBytes);
      },
      timestamp: ({ verificationMaterial: { timestampVerificationData: data } }) => {
        data.rfc3161Timestamps = data.rfc3161Timestamps.map((one) => ({
          signedTimestamp: flip(one.signedTimestamp),
        }));
      },
      'log body': (bundle) => {
        entryOf(bundle)['canonicalizedBody'] = flip(String(entryOf(bundle)['canonicalizedBody']));
      },
      'log time': (bundle) => {
        entryOf(bundle)['integratedTime'] = '1';
      },
    };
    const honestBundle = await evidence(sigstore);
    for (const change of Object.values(changes)) {
      const bundle = structuredClone(honestBundle);
      change(bundle);
      expect(tryOn(sigstore, [bundle]).status).not.toBe('pass');
    }
    expect(tryOn(sigstore, [honestBundle]).status).toBe('pass');
  });
});

describe('T9 certificate, log and time', () => {
  test.each([
    ['without the code-signing purpose', { purposes: [] }, '422'],
    ['for a server', { purposes: ['1.3.6.1.5.5.7.3.1'] }, '422'],
    ['that had expired when it signed', { startShift: -3600 }, '422'],
    ['that was not yet valid when it signed', { startShift: 3600 }, '422'],
    ['that was not logged', { sct: 'omit' }, '424'],
    ['that a foreign log promised', { sct: 'foreign' }, '424'],
  ] as const)('T9 refuses a certificate %s', async (_, certificate, code) => {
    expect(await against({ certificate })).toBe(`fail CUSTODY-${code}`);
  });

  test('T9 refuses a certificate of another root', async () => {
    const other = await bootSigstore();
    try {
      const trial = { identity: { issuer: other.issuer } };
      expect(outcome(tryOn(sigstore, [await evidence(other)], trial))).toMatch(/^fail CUSTODY-42[2-6]$/);
    } finally {
      await other.close();
    }
  });

  test('T9 refuses a bundle without an entry where the root has a log', async () => {
    expect(await against({ omit: { log: true } })).toBe('fail CUSTODY-426');
  });

  test('T9 a bundle without an entry passes only for a signer that names a root without logs', async () => {
    const bundle = await evidence(sigstore, { certificate: { sct: 'omit' }, omit: { log: true } });
    const weaker = rootOf(sigstore, { tlogs: [], ctlogs: [] }, 'weaker');
    expect(outcome(tryOn(sigstore, [bundle], { root: weaker }))).toBe('pass');
    const roots = new Map([
      [weaker.name, weaker],
      ...[rootOf(sigstore)].map((root) => [root.name, root] as const),
    ]);
    const candidates = [{ origin: 'x', bytes: bytesOf(bundle) }];
    const expectation = { artifact, requirements: [honest(sigstore)] as const, roots, now: new Date() };
    expect(outcome(judge(candidates, expectation))).toBe('fail CUSTODY-424');
  });

  test('T9 refuses a bundle without a trusted time', async () => {
    const bundle = await evidence(sigstore, { omit: { timestamp: true } });
    for (const entry of bundle.verificationMaterial.tlogEntries) delete entry['inclusionPromise'];
    expect(outcome(tryOn(sigstore, [bundle]))).toBe('fail CUSTODY-425');
  });

  test('T9 a time that the log does not sign is no time (sigstore-js@f074710a)', async () => {
    const bundle = await evidence(sigstore, { omit: { timestamp: true } });
    const root = rootOf(sigstore, { tlogs: [], ctlogs: [], timestampAuthorities: [] });
    for (const entry of bundle.verificationMaterial.tlogEntries) delete entry['inclusionPromise'];
    expect(outcome(tryOn(sigstore, [bundle], { root }))).toBe('fail CUSTODY-425');
  });

  test('T9 refuses a trusted time in the future', async () => {
    const past = new Date(Date.now() - 3600_000);
    expect(await against({}, { now: past })).toBe('fail CUSTODY-425');
  });

  test.each(['tlogs', 'ctlogs', 'certificateAuthorities', 'timestampAuthorities'])(
    'T9 refuses a root whose %s have a window without a start',
    (list) => {
      const root = structuredClone(sigstore.trustedRoot) as Record<
        string,
        Record<string, Record<string, unknown>>[]
      >;
      for (const one of root[list] ?? []) {
        for (const holder of [one, one['publicKey'] ?? {}]) if ('validFor' in holder) holder['validFor'] = {};
      }
      expect(() => readTrustRoot('open', bytesOf(root))).toThrow(/validity window without a start/);
    },
  );

  test('T9 a log whose window had closed does not count (GHSA-wqqc-jjcq-vfxm)', async () => {
    const bundle = await evidence(sigstore);
    const { tlogs } = sigstore.trustedRoot as { tlogs: { publicKey: object }[] };
    const validFor = { start: '2020-01-01T00:00:00Z', end: '2020-02-01T00:00:00Z' };
    const closed = tlogs.map((log) => ({ ...log, publicKey: { ...log.publicKey, validFor } }));
    expect(outcome(tryOn(sigstore, [bundle], { root: rootOf(sigstore, { tlogs: closed }) }))).toBe(
      'fail CUSTODY-426',
    );
    // Without the promise, whose window @sigstore/verify checks, only the checkpoint is left.
    for (const entry of bundle.verificationMaterial.tlogEntries) delete entry['inclusionPromise'];
    expect(outcome(tryOn(sigstore, [bundle], { root: rootOf(sigstore, { tlogs: closed }) }))).toBe(
      'fail CUSTODY-426',
    );
  });

  const services = {
    'a promise by a foreign key': { promise: 'foreign' },
    'a checkpoint by a foreign key': { proof: 'foreign' },
    'a timestamp by a foreign authority': { timestamp: 'foreign' },
  } as const;
  test.each(Object.entries(services))('T9 refuses %s', async (_, faults) => {
    Object.assign(sigstore.faults, faults);
    try {
      expect(await against({})).toMatch(/^fail CUSTODY-42[56]$/);
    } finally {
      for (const key of Object.keys(faults)) delete (sigstore.faults as Record<string, unknown>)[key];
    }
  });
});

describe('T11 the log entry is about this signature', () => {
  test('T11 refuses the entry of another signature (GHSA-ccxc-vr6p-4858)', async () => {
    const [bundle, other] = [await evidence(sigstore), await evidence(sigstore)];
    bundle.verificationMaterial.tlogEntries = other.verificationMaterial.tlogEntries;
    expect(outcome(tryOn(sigstore, [bundle]))).toBe('fail CUSTODY-427');
  });

  test('T11 refuses the entry of the same signature under another certificate of the same key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const certificates = [];
    for (const changes of [{}, { ref: 'refs/tags/v1' }]) {
      const token = await requestToken(sigstore, { claims: exampleClaims(changes) });
      certificates.push(await requestCertificate(sigstore.urls.fulcio, token, privateKey, publicKey));
    }
    const [logged = '', swapped = ''] = certificates;
    const bundle = await evidence(sigstore);
    const payload = Buffer.from(JSON.stringify(statementOf(exampleClaims())));
    const type = bundle.dsseEnvelope.payloadType;
    const encoded = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
    const sig = sign('sha256', encoded, privateKey).toString('base64');
    const dsseEnvelope = { payload: payload.toString('base64'), payloadType: type, signatures: [{ sig }] };
    const material = await materialFor(dsseEnvelope, logged);
    const rawBytes = (pem: string) => ({ rawBytes: pem.replaceAll(/-----[A-Z ]+-----|\s/g, '') });
    const own = {
      ...bundle,
      dsseEnvelope,
      verificationMaterial: { ...material, certificate: rawBytes(logged) },
    };
    expect(outcome(tryOn(sigstore, [own]))).toBe('pass');
    const forged = { ...own, verificationMaterial: { ...material, certificate: rawBytes(swapped) } };
    expect(outcome(tryOn(sigstore, [forged]))).toBe('fail CUSTODY-427');
  });
});

describe('T20 nothing is never enough', () => {
  test('T20 no evidence', () => {
    expect(outcome(tryOn(sigstore, []))).toBe('fail CUSTODY-401');
  });
  test('T20 evidence of another type only', async () => {
    const other = await evidence(sigstore, { statement: { predicateType: 'https://spdx.dev/Document' } });
    expect(outcome(tryOn(sigstore, [other, other]))).toBe('fail CUSTODY-401');
  });
  test.each([
    ['no subject', { subject: [] }],
    ['a subject without a digest', { subject: [{ name: 'x' }] }],
    ['a subject with an empty digest', { subject: [{ name: 'x', digest: {} }] }],
    ['a digest in capitals', { subject: [{ name: 'x', digest: { sha256: sha('sha256').toUpperCase() } }] }],
    ['another type of statement', { _type: 'https://in-toto.io/Statement/v2' }],
    ['no predicate type', { predicateType: '' }],
    ['a predicate that is a list', { predicate: [] }],
  ])('T20 a signed statement with %s decides nothing', async (_, statement) => {
    expect(await against({ statement })).toBe('unknown CUSTODY-407');
  });
  test.each([0, -1, 0.5, Number.NaN])(
    'T20 no evidence under a threshold of %p (GHSA-fphv-w9fq-2525)',
    (threshold) => {
      expect(outcome(tryOn(sigstore, [], { requirement: { threshold } }))).toBe('fail CUSTODY-401');
    },
  );
  test('T20 a threshold that is not reached', async () => {
    expect(await against({}, { requirement: { threshold: 2 } })).toBe('fail CUSTODY-440');
  });
});

describe('T21 all evidence is weighed', () => {
  test('T21 one good bundle among refused ones passes, and each is named', async () => {
    const bad = await evidence(sigstore, { claims: { ref: 'refs/heads/other' } });
    const stray = await evidence(sigstore, {
      statement: { subject: [{ name: 'x', digest: { sha256: zeros } }] },
    });
    const verdict = tryOn(sigstore, [bad, await evidence(sigstore), stray]);
    expect(verdict.status).toBe('pass');
    expect(outcomes(verdict)).toEqual(['CUSTODY-434', 'satisfies', 'CUSTODY-429']);
  });
});

describe('T22 what cannot be read is never skipped', () => {
  const fault = new Fault('CUSTODY-402', 'the API answered 500', { hint: 'Try again.' });
  test('T22 a fault beside good evidence is unknown', async () => {
    const verdict = tryOn(sigstore, [await evidence(sigstore), { origin: 'api', fault }]);
    expect(outcome(verdict)).toBe('unknown CUSTODY-402');
    expect(outcomes(verdict)).toEqual(['satisfies', 'unreadable CUSTODY-402']);
  });
  test.each([
    ['no JSON', Buffer.from('not json')],
    ['an empty file', Buffer.alloc(0)],
    ['another document', Buffer.from('{"hello":1}')],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('T22 a bundle that is %s is unknown', async (_, bytes) => {
    const verdict = tryOn(sigstore, [await evidence(sigstore), { origin: 'file', bytes }]);
    expect(outcome(verdict)).toBe('unknown CUSTODY-403');
  });
  test('T22 a bundle of an unknown version is unknown', async () => {
    const bundle = {
      ...(await evidence(sigstore)),
      mediaType: 'application/vnd.dev.sigstore.bundle.v9+json',
    };
    expect(outcome(tryOn(sigstore, [bundle]))).toBe('unknown CUSTODY-403');
  });
});

describe('T24 limits are named', () => {
  const subjects = (count: number) => Array.from({ length: count }, () => subject);
  test('T24 the most subjects pass, one more does not', async () => {
    expect(await against({ statement: { subject: subjects(limits.subjects) } })).toBe('pass');
    expect(await against({ statement: { subject: subjects(limits.subjects + 1) } })).toBe(
      'unknown CUSTODY-404',
    );
  });
  test('T24 digests of a subject', async () => {
    const digest = Object.fromEntries(
      Array.from({ length: limits.digestsPerSubject + 1 }, (_, i) => [`x${i}`, 'y']),
    );
    expect(await about({ name: 'x', digest })).toBe('unknown CUSTODY-404');
  });
  test('T24 log entries and timestamps (GHSA-cq38-jh5f-37mq)', async () => {
    const bundle = await evidence(sigstore);
    const { verificationMaterial: material } = bundle;
    const many = <T>(list: T[], most: number) => Array.from({ length: most + 1 }, () => list[0] as T);
    const entries = { ...material, tlogEntries: many(material.tlogEntries, limits.logEntries) };
    const stamps = many(material.timestampVerificationData.rfc3161Timestamps, limits.timestamps);
    const timed = { ...material, timestampVerificationData: { rfc3161Timestamps: stamps } };
    for (const verificationMaterial of [entries, timed]) {
      expect(outcome(tryOn(sigstore, [{ ...bundle, verificationMaterial }]))).toBe('unknown CUSTODY-404');
    }
  });
  test('T24 depth of the payload and of the bundle', async () => {
    const deep = `${'['.repeat(limits.jsonDepth + 1)}${']'.repeat(limits.jsonDepth + 1)}`;
    const statement = Buffer.from(`{"a":${deep}}`);
    expect(await against({ statement })).toBe('unknown CUSTODY-404');
    expect(outcome(tryOn(sigstore, [{ origin: 'x', bytes: statement }]))).toBe('unknown CUSTODY-404');
  });
  test('T24 digits of a log index', async () => {
    const bundle = await evidence(sigstore);
    for (const entry of bundle.verificationMaterial.tlogEntries) entry['logIndex'] = '1'.repeat(20);
    expect(outcome(tryOn(sigstore, [bundle]))).toBe('unknown CUSTODY-403');
  });
  test('T24 size of a bundle', () => {
    const bytes = Buffer.alloc(limits.bundleBytes + 1, ' ');
    expect(outcome(tryOn(sigstore, [{ origin: 'x', bytes }]))).toBe('unknown CUSTODY-404');
  });
});

describe('T26 JSON is parsed once and strictly', () => {
  test('T26 a payload with a duplicate key decides nothing (GHSA-7rmh-48mx-2vwc)', async () => {
    const text = JSON.stringify(statementOf(exampleClaims()));
    const statement = Buffer.from(
      text.replace('{', `{"subject":[{"name":"x","digest":{"sha256":"${zeros}"}}],`),
    );
    expect(await against({ statement })).toBe('unknown CUSTODY-407');
  });
  test('T26 `__proto__` decides nothing', async () => {
    const text = JSON.stringify(statementOf(exampleClaims())).replace(
      '"predicate":{',
      '"predicate":{"__proto__":{"a":1},',
    );
    expect(await against({ statement: Buffer.from(text) })).toBe('unknown CUSTODY-407');
  });
  test('T26 a bundle with a duplicate key decides nothing', async () => {
    const text = JSON.stringify(await evidence(sigstore)).replace('{', '{"dsseEnvelope":{},');
    expect(outcome(tryOn(sigstore, [{ origin: 'x', bytes: Buffer.from(text) }]))).toBe('unknown CUSTODY-403');
  });
});

/** Log entry and timestamp for an envelope, through the sandbox's own services. */
async function materialFor(envelope: { signatures: { sig: string }[] }, certificate: string) {
  const post = async (url: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  };
  const verifiers = [Buffer.from(certificate).toString('base64')];
  const proposed = {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: { proposedContent: { envelope: JSON.stringify(envelope), verifiers } },
  };
  const answer = await post(`${sigstore.urls.rekor}/api/v1/log/entries`, proposed);
  const [entry] = Object.values((await answer.json()) as object) as [
    {
      body: string;
      integratedTime: number;
      logID: string;
      logIndex: number;
      verification: { signedEntryTimestamp: string };
    },
  ];
  return {
    tlogEntries: [
      {
        logIndex: String(entry.logIndex),
        logId: { keyId: Buffer.from(entry.logID, 'hex').toString('base64') },
        kindVersion: { kind: 'dsse', version: '0.0.1' },
        integratedTime: String(entry.integratedTime),
        inclusionPromise: { signedEntryTimestamp: entry.verification.signedEntryTimestamp },
        ...proofOf(entry as never),
        canonicalizedBody: entry.body,
      },
    ],
    timestampVerificationData: { rfc3161Timestamps: [] },
  };
}

function proofOf({
  verification: { inclusionProof: proof },
}: {
  verification: { inclusionProof: Record<string, never> };
}) {
  const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
  return {
    inclusionProof: {
      logIndex: String(proof['logIndex']),
      rootHash: base64(proof['rootHash'] as never),
      treeSize: String(proof['treeSize']),
      hashes: (proof['hashes'] as never as string[]).map(base64),
      checkpoint: { envelope: proof['checkpoint'] },
    },
  };
}

function bytesOf64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}
