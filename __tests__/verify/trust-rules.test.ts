/** What a policy adds to the judge: checks of content, rules over what was proven, and signers of other repositories. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bootSigstore, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import type { ArtifactRule, Evidence, Objection } from '../../src/model/evidence.ts';
import { Fault } from '../../src/model/fault.ts';
import type { GitHubSigner, Requirement } from '../../src/model/requirement.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { judge } from '../../src/verify/judge.ts';
import { artifact, bytesOf, evidence, honest, outcome, outcomes, rootOf, tryOn } from '../support/stand.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore();
});
afterAll(() => sigstore.close());

const stale: Objection = {
  outcome: 'undecided',
  code: 'CUSTODY-409',
  message: 'too old',
  hint: 'Scan again.',
};
const refused: Objection = {
  outcome: 'refused',
  refusal: { code: 'CUSTODY-521', message: 'level', expected: '3', found: '2', hint: 'Isolate it.' },
};
const scan = 'https://example.com/scan/v1';

async function tried(bundles: readonly object[], requirement: Partial<Requirement>): Promise<Verdict> {
  return tryOn(sigstore, bundles, { requirement });
}

describe('T21 a check of content', () => {
  test('T21 is asked last, and told what was proven', async () => {
    const seen: Evidence[] = [];
    const checks = [(each: Evidence) => void seen.push(each)];
    const foreign = await evidence(sigstore, { claims: { repository: 'evil/shop' } });
    const good = await evidence(sigstore);
    expect(outcome(await tried([foreign, good], { checks }))).toBe('pass');
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      origin: 'bundle 1',
      predicateType: 'https://slsa.dev/provenance/v1',
      signer: { sourceRepository: 'https://github.com/acme/shop' },
      acceptedBy: { workflow: 'acme/shop/.github/workflows/release.yml' },
    });
    expect(seen[0]?.bundle).toMatch(/^[0-9a-f]{64}$/);
  });

  test('T21 the first objection refuses, and evidence without one satisfies beside it', async () => {
    const [a, b] = [await evidence(sigstore), await evidence(sigstore)];
    expect(outcome(await tried([a], { checks: [() => refused] }))).toBe('fail CUSTODY-521');
    let asked = 0;
    const onlyFirst = () => (asked++ === 0 ? refused : undefined);
    const verdict = await tried([a, b], { checks: [onlyFirst] });
    expect([outcome(verdict), outcomes(verdict)]).toEqual(['pass', ['CUSTODY-521', 'satisfies']]);
  });

  test('T32 what a check cannot tell is unknown, before refused, and no obstacle to what satisfies', async () => {
    const [a, b] = [await evidence(sigstore), await evidence(sigstore)];
    expect(outcome(await tried([a], { checks: [() => stale] }))).toBe('unknown CUSTODY-409');
    for (const [first, then, result] of [
      [stale, refused, 'unknown CUSTODY-409'],
      [refused, stale, 'unknown CUSTODY-409'],
      [stale, undefined, 'pass'],
    ] as const) {
      let asked = 0;
      const verdict = await tried([a, b], { checks: [() => (asked++ === 0 ? first : then)] });
      expect(outcome(verdict)).toBe(result);
    }
  });

  test('T22 a check that throws a fault is evidence that cannot be read, also beside good evidence', async () => {
    const [a, b] = [await evidence(sigstore), await evidence(sigstore)];
    let asked = 0;
    const checks = [
      () => {
        if (asked++ === 0) throw new Fault('CUSTODY-408', 'broken', { hint: 'Mend it.' });
        return undefined;
      },
    ];
    const verdict = await tried([a, b], { checks });
    expect([outcome(verdict), outcomes(verdict)]).toEqual([
      'unknown CUSTODY-408',
      ['unreadable CUSTODY-408', 'satisfies'],
    ]);
  });

  test('any of several types counts, and none other', async () => {
    const other = await evidence(sigstore, { statement: { predicateType: scan, predicate: {} } });
    const types = ['https://example.com/else/v1', scan] as const;
    expect(outcome(await tried([other], { predicateTypes: types }))).toBe('pass');
    expect(outcome(await tried([await evidence(sigstore)], { predicateTypes: types }))).toBe(
      'fail CUSTODY-430',
    );
  });

  test('one refusal of the right type is told, whatever lies beside it', async () => {
    const other = await evidence(sigstore, { statement: { predicateType: scan, predicate: {} } });
    const foreign = await evidence(sigstore, { claims: { ref: 'refs/heads/evil' } });
    expect(outcome(await tried([other, foreign, other], {}))).toBe('fail CUSTODY-434');
  });
});

describe('T30 a rule over what was proven', () => {
  async function ruled(rules: readonly ArtifactRule[], more: readonly Requirement[] = []): Promise<Verdict> {
    const root = rootOf(sigstore);
    const candidates = [{ origin: 'good', bytes: bytesOf(await evidence(sigstore)) }];
    return judge(candidates, {
      artifact,
      requirements: [honest(sigstore), ...more],
      rules,
      policy: { uri: 'acme/shop', sha256: 'a'.repeat(64) },
      roots: new Map([[root.name, root]]),
      now: new Date(),
    });
  }
  const scans: Requirement = { ...honestScan(), id: 'scan' };
  function honestScan(): Omit<Requirement, 'id'> {
    return {
      predicateTypes: [scan],
      signers: [{ kind: 'github', root: 'sandbox', issuer: 'x', server: 'x', workflow: 'a/b/c' }],
      source: { repository: 'a/b', refs: ['refs/heads/main'] },
      threshold: 1,
      optional: true,
    };
  }

  test('T30 sees by requirement what satisfied it, and nothing else', async () => {
    let seen: ReadonlyMap<string, readonly Evidence[]> = new Map();
    const at = { file: 'custody.yml', line: 3 };
    const rule: ArtifactRule = {
      id: 'own',
      at,
      decide(_, proven) {
        seen = proven;
        return { status: 'fail', code: 'CUSTODY-525', message: 'no' };
      },
    };
    const verdict = await ruled([rule], [scans]);
    expect([...seen].map(([id, list]) => [id, list.map(({ origin }) => origin)])).toEqual([
      ['provenance', ['good']],
      ['scan', []],
    ]);
    expect(verdict.status).toBe('fail');
    expect(verdict.policy?.uri).toBe('acme/shop');
    expect(verdict.findings.slice(1)).toEqual([
      {
        rule: 'own',
        at,
        status: 'fail',
        code: 'CUSTODY-525',
        message: 'no',
        subject: artifact.name,
        weighed: [],
      },
    ]);
  });

  test('T30 a rule that throws a fault is unknown', async () => {
    const decide = () => {
      throw new Fault('CUSTODY-506', 'no answer', { hint: 'Ask again.' });
    };
    const verdict = await ruled([{ id: 'own', decide }]);
    expect(verdict).toMatchObject({
      status: 'unknown',
      findings: [{ status: 'pass' }, { code: 'CUSTODY-506' }],
    });
  });

  test('T22 evidence that can only help is unknown all the same when it cannot be read', async () => {
    const root = rootOf(sigstore);
    const fault = new Fault('CUSTODY-402', 'cut off', { hint: 'Again.' });
    const verdict = judge([{ origin: 'x', fault }], {
      artifact,
      requirements: [honest(sigstore), scans],
      roots: new Map([[root.name, root]]),
      now: new Date(),
    });
    expect(verdict.findings.map(({ rule, status }) => [rule, status])).toEqual([
      ['provenance', 'unknown'],
      ['scan', 'unknown'],
    ]);
  });
});

describe('T5 a signer of another repository than the artifact', () => {
  const foreign = {
    repository: 'acme/security',
    job_workflow_ref: 'acme/security/.github/workflows/scan.yml@refs/heads/main',
    workflow_ref: 'acme/security/.github/workflows/scan.yml@refs/heads/main',
  };
  const own = { repository: 'acme/security', refs: ['refs/heads/main'] } as const;
  const rule = (changes: Partial<GitHubSigner>): readonly [GitHubSigner] => {
    const { signers } = honest(sigstore, { signerWorkflow: 'acme/security/.github/workflows/scan.yml' });
    return [{ ...signers[0], ...changes }];
  };
  const type = { predicateTypes: [scan] as const };
  const statement = { predicateType: scan, predicate: {} };

  test('T5 may bring its own source, and is then held to that', async () => {
    const bundle = await evidence(sigstore, { claims: foreign, statement });
    expect(outcome(await tried([bundle], { ...type, signers: rule({}) }))).toBe('fail CUSTODY-433');
    expect(outcome(await tried([bundle], { ...type, signers: rule({ source: own }) }))).toBe('pass');
    const renumbered = rule({ source: { ...own, repositoryId: '7' } });
    expect(outcome(await tried([bundle], { ...type, signers: renumbered }))).toBe('fail CUSTODY-433');
    const home = await evidence(sigstore, { statement });
    expect(outcome(await tried([home], { ...type, signers: rule({ source: own }) }))).toBe(
      'fail CUSTODY-433',
    );
  });

  test('T5 is taken by its name only where that is said in so many words, and only by its whole name', async () => {
    const { repository: _, ...reusable } = foreign;
    const claims = { job_workflow_ref: reusable.job_workflow_ref };
    const bundle = await evidence(sigstore, { claims });
    expect(outcome(await tried([bundle], { signers: rule({}) }))).toBe('fail CUSTODY-436');
    expect(outcome(await tried([bundle], { signers: rule({ trustName: true }) }))).toBe('pass');
    const evil = { job_workflow_ref: 'acme/security2/.github/workflows/scan.yml@refs/heads/main' };
    const other = await evidence(sigstore, { claims: evil });
    expect(outcome(await tried([other], { signers: rule({ trustName: true }) }))).toBe('fail CUSTODY-432');
  });
});
