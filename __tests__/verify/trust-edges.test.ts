/** Attacks that only one check stands against: without it, each of these would pass. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import {
  type Attack,
  evidence,
  outcome,
  outcomes,
  predicateOf,
  rootOf,
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
const commit = 'c'.repeat(40);

describe('T1 where no log has seen the envelope', () => {
  const noLog = { certificate: { sct: 'omit' }, omit: { log: true } } as const;

  test('T1 the signature alone refuses another payload (GHSA-r2xv-vpr2-42m9)', async () => {
    const root = rootOf(sigstore, { tlogs: [], ctlogs: [] }, 'no log');
    const bundle = await evidence(sigstore, noLog);
    expect(outcome(tryOn(sigstore, [bundle], { root }))).toBe('pass');
    const other = JSON.stringify(statementOf(exampleClaims(), { subject: [subject, subject] }));
    bundle.dsseEnvelope.payload = Buffer.from(other).toString('base64');
    expect(outcome(tryOn(sigstore, [bundle], { root }))).toBe('fail CUSTODY-421');
  });
});

describe('T3 where the workflow is pinned', () => {
  test('T3 refuses a workflow of the same name on another host', async () => {
    const path = 'acme/tools/.github/workflows/build.yml';
    const elsewhere = `https://github.com.evil.test/${path}@refs/tags/v1`;
    const claims = { job_workflow_ref: `${path}@refs/tags/v1`, job_workflow_sha: commit };
    const predicate = predicateOf(exampleClaims(claims));
    predicate.runDetails.builder.id = elsewhere;
    const certificate = { names: [{ kind: 'uri', value: elsewhere }], extensions: { 9: elsewhere } } as const;
    const identity = { signerWorkflow: `${path}@${commit}` };
    expect(await against({ claims, certificate, statement: { predicate } }, { identity })).toBe(
      'fail CUSTODY-432',
    );
    expect(await against({ claims }, { identity })).toBe('pass');
  });

  test.each(['email', 'other'] as const)(
    'T3 refuses the wanted URI as a name of the kind %s',
    async (kind) => {
      const value = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main';
      expect(await against({ certificate: { names: [{ kind, value }] } })).toBe('fail CUSTODY-423');
    },
  );

  test('T3 a `*` in the workflow does not reach into a folder', async () => {
    const claims = { job_workflow_ref: 'acme/shop/.github/workflows/deep/release.yml@refs/heads/main' };
    const identity = { signerWorkflow: '.github/workflows/*.yml' };
    expect(await against({ claims }, { identity })).toBe('fail CUSTODY-432');
  });
});

describe('T5 forks share their commits', () => {
  test('T5 refuses the workflow of a fork at the commit of the run itself', async () => {
    const claims = {
      job_workflow_ref: 'evil/shop/.github/workflows/release.yml@refs/heads/main',
      job_workflow_sha: exampleClaims().sha,
    };
    const identity = { signerWorkflow: 'evil/shop/.github/workflows/release.yml@refs/heads/main' };
    expect(await against({ claims }, { identity })).toBe('fail CUSTODY-436');
  });
});

describe('T8 thresholds count signers', () => {
  const trial = { requirement: { threshold: 2 } };
  const at = (ref: string, repository = 'acme/shop') => {
    const workflow = `${repository}/.github/workflows/release.yml@${ref}`;
    return evidence(sigstore, {
      claims: { ref, repository, workflow_ref: workflow, job_workflow_ref: workflow },
    });
  };

  test('T8 two bundles of one signer are one (GHSA-9vcr-p3rj-q5q6)', async () => {
    const bundles = [await evidence(sigstore), await evidence(sigstore)];
    expect(outcome(tryOn(sigstore, bundles, trial))).toBe('fail CUSTODY-440');
  });

  test('T8 one bundle given three times is one (sigstore-js@adbe2535)', async () => {
    const bundle = await evidence(sigstore);
    expect(outcome(tryOn(sigstore, [bundle, bundle, bundle], trial))).toBe('fail CUSTODY-440');
  });

  test('T8 one workflow under several names is one signer (GHSA-3633-5h82-39pq)', async () => {
    const names = [at('refs/heads/main'), at('refs/tags/v1'), at('refs/tags/v1', 'Acme/SHOP')];
    const verdict = tryOn(sigstore, await Promise.all(names), trial);
    expect(outcomes(verdict)).toEqual(['satisfies', 'satisfies', 'satisfies']);
    expect(outcome(verdict)).toBe('fail CUSTODY-440');
  });
});

describe('T9 only proven times count', () => {
  test('T9 a time that the log does not sign is not the time of signing', async () => {
    const bundle = await evidence(sigstore);
    const before = Date.now() - 60_000;
    for (const entry of bundle.verificationMaterial.tlogEntries) {
      delete entry['inclusionPromise'];
      entry['integratedTime'] = String(Math.floor(before / 1000) - 3600);
    }
    const [weighed] = tryOn(sigstore, [bundle]).findings[0].weighed;
    expect(weighed).toMatchObject({ outcome: 'satisfies' });
    const signedAt = weighed?.outcome === 'satisfies' ? weighed.signer.signedAt : '';
    expect(Date.parse(signedAt)).toBeGreaterThan(before);
  });
});

describe('T20 nothing in a statement is never enough', () => {
  test('T20 a statement without a predicate type decides nothing, even beside good evidence', async () => {
    const bundles = [
      await evidence(sigstore),
      await evidence(sigstore, { statement: { predicateType: undefined } }),
    ];
    expect(outcome(tryOn(sigstore, bundles))).toBe('unknown CUSTODY-407');
  });
});
