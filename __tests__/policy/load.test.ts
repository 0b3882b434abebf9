/** A policy with all that it extends, and what the report says ends soon (T31). */
import { describe, expect, test } from '@jest/globals';
import { type Fault, Faults } from '../../src/model/fault.ts';
import { limits } from '../../src/model/limits.ts';
import { loadPolicies, notices } from '../../src/policy/load.ts';
import type { PolicyFiles } from '../../src/ports/policy-files.ts';
import { COMMIT, base as unasked } from './support/policies.ts';

const base = unasked.replace('true == true', "environment == 'prod'");

const uri = `acme/shop@${'b'.repeat(40)}:.github/custody.yml`;
const surroundings = { now: new Date('2027-01-01T00:00:00Z'), environment: '' };

/** @param others path → text of policies in `acme/policies` */
function load(text: string, others: Readonly<Record<string, string>> | undefined, from = uri) {
  const asked: string[] = [];
  const files: PolicyFiles = {
    onDefaultBranch: () => Promise.reject(new Error('not asked for')),
    atCommit: async (repository, commit, path) => {
      const address = `${repository}@${commit}:${path}`;
      asked.push(address);
      return { bytes: Buffer.from(others?.[path] ?? ''), uri: address };
    },
  };
  const first = { bytes: Buffer.from(text), uri: from };
  return { asked, policies: loadPolicies(first, others && files, surroundings) };
}

const extending = (...paths: readonly string[]) =>
  `${base}extends: [${paths.map((path) => `acme/policies@${COMMIT}:${path}`)}]\n`;

async function faultsOf(policies: Promise<unknown>): Promise<readonly Fault[]> {
  const error = await policies.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof Faults ? error.faults : [error as Fault];
}

describe('T31 what a policy extends', () => {
  test('T31 is read at its commit, and what that extends as well', async () => {
    const { asked, policies } = load(extending('a.yml', 'b.yml'), {
      'a.yml': extending('c.yml'),
      'b.yml': base,
      'c.yml': base,
    });
    const addresses = ['a.yml', 'b.yml', 'c.yml'].map((path) => `acme/policies@${COMMIT}:${path}`);
    expect((await policies).map(({ policy }) => policy.reference.uri)).toEqual([uri, ...addresses]);
    expect(asked).toEqual(addresses);
  });

  test('T31 that does not load keeps the whole from loading, and says in which file', async () => {
    const [fault] = await faultsOf(
      load(extending('a.yml'), { 'a.yml': base.replace('owner:', 'owned:') }).policies,
    );
    expect(fault).toMatchObject({ code: 'CUSTODY-502', at: { file: `acme/policies@${COMMIT}:a.yml` } });
  });

  test('T31 cannot be fetched offline', async () => {
    expect(await faultsOf(load(extending('a.yml'), undefined).policies)).toEqual([
      expect.objectContaining({
        code: 'CUSTODY-504',
        message: 'a policy that is extended cannot be fetched offline',
        hint: 'Verify without `offline: true`, or name a policy that extends none.',
        at: expect.objectContaining({ line: 26 }),
      }),
    ]);
    await expect(load(base, undefined).policies).resolves.toHaveLength(1);
  });

  test('T24 is sixteen at most', async () => {
    const some = (count: number) => Array.from({ length: count }, (_, index) => `${index}.yml`);
    const others = Object.fromEntries(some(limits.policies).map((path) => [path, base]));
    const most = load(extending(...some(limits.policies - 1)), others);
    await expect(most.policies).resolves.toHaveLength(limits.policies);
    const [fault] = await faultsOf(load(extending(...some(limits.policies)), others).policies);
    expect(fault).toMatchObject({
      code: 'CUSTODY-404',
      message: 'more than 16 policies extend each other',
      hint: 'Let one policy of the organisation be extended by all.',
    });
  });
});

describe('the policy’s own rules', () => {
  const rules = (...asserts: readonly string[]) =>
    base.replace(
      /rules:\n.*\n/,
      `rules:\n${asserts.map((assert, index) => `  - {id: r${index}, assert: "${assert}", message: no}\n`).join('')}`,
    );

  test('are ready to be asked', async () => {
    const [ready] = await load(rules("environment == 'prod'", 'artifact.size > 1'), {}).policies;
    expect(ready.custom.map(({ id }) => id)).toEqual(['r0', 'r1']);
    const [without] = await load(base.replace(/rules:\n.*\n/, ''), {}).policies;
    expect(without.custom).toEqual([]);
  });

  test('that cannot be asked are told all at once, at their lines in the file of the repository', async () => {
    const faults = await faultsOf(load(rules('nope == 1', 'artifact.size > 1', 'true'), {}).policies);
    expect(faults.map(({ code, at }) => [code, at?.file, at?.line])).toEqual([
      ['CUSTODY-502', '.github/custody.yml', 23],
      ['CUSTODY-502', '.github/custody.yml', 25],
    ]);
  });

  test.each([
    ['policy.yml', 'policy.yml'],
    ['C:policy.yml', 'C:policy.yml'],
    [uri, '.github/custody.yml'],
    [`x/${uri}`, `x/${uri}`],
  ])('a policy of %s is called %s', async (from, file) => {
    const [fault] = await faultsOf(load('', {}, from).policies);
    expect(fault?.at?.file).toBe(file);
  });
});

describe('T31 what ends', () => {
  const told = async (day: string) => notices(await load(base, {}).policies, new Date(day));

  test('T31 a policy is told of in its last thirty days', async () => {
    const ending = `The policy ${uri} ends with 2027-06-30; platform@acme.example owns it.`;
    const lapsed =
      'The exception of sbom at line 25 of .github/custody.yml has ended with 2026-12-31; dana owns it.';
    expect(await told('2026-12-31T23:59:59.999Z')).toEqual([]);
    expect(await told('2027-05-31T23:59:59.999Z')).toEqual([lapsed]);
    expect(await told('2027-06-01T00:00:00Z')).toEqual([ending, lapsed]);
    expect(await told('2027-06-30T23:59:59.999Z')).toEqual([ending, lapsed]);
    expect(await told('2027-07-01T00:00:00Z')).toEqual([lapsed]);
  });
});
