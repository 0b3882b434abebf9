/** `store: auto`: what is known before signing, and what only the API tells. */
import { describe, expect, test } from '@jest/globals';
import { Fault } from '../../src/model/fault.ts';
import type { TokenClaims } from '../../src/model/token.ts';
import type { EvidenceStore, StatementKey } from '../../src/ports/evidence.ts';
import { fallbackStore, withoutAttestations } from '../../src/statements/store.ts';

const claims = (repositoryVisibility: string) =>
  ({ repository: 'acme/vault', repositoryVisibility }) as Partial<TokenClaims> as TokenClaims;

function forgeOf(ownerType: string) {
  const asked: string[] = [];
  const repository = async (name: string) => {
    asked.push(name);
    return {
      defaultBranch: 'main',
      visibility: 'private',
      repositoryId: '1',
      ownerId: '2',
      ownerType,
    } as const;
  };
  return { asked, open: async () => ({ repository }) };
}

describe('what is known before signing', () => {
  test.each([
    ['https://github.com', 'public', 'User', undefined],
    ['https://github.com', 'private', 'Organization', undefined],
    ['https://acme.ghe.com', 'internal', 'Organization', undefined],
    ['https://github.com', 'private', 'User', 'belongs to a user'],
    ['https://ghes.example', 'public', 'Organization', 'ghes.example is an Enterprise Server'],
    ['https://evil-ghe.com', 'public', 'Organization', 'is an Enterprise Server'],
  ])('%s, %s, owned by %s: %s', async (server, visibility, ownerType, reason) => {
    const found = await withoutAttestations(claims(visibility), server, forgeOf(ownerType).open);
    if (reason === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(reason);
  });

  test('a public repository is not asked about', async () => {
    const forge = forgeOf('User');
    await withoutAttestations(claims('public'), 'https://github.com', forge.open);
    expect(forge.asked).toEqual([]);
    await withoutAttestations(claims('internal'), 'https://github.com', forge.open);
    expect(forge.asked).toEqual(['acme/vault']);
  });
});

const statement: StatementKey = {
  key: 'a'.repeat(64),
  subjects: [{ name: 'a', digest: {} }],
  predicateType: 'p',
};
const bundle = Buffer.from('bundle');
const lacking = new Fault('CUSTODY-310', 'Feature not available', { hint: 'h' });

/** A store that refuses from one call on; `calls` tells what it was asked. */
function store(name: 'github' | 'files', faults: Partial<Record<'recall' | 'put', Fault>> = {}) {
  const calls: string[] = [];
  const self: EvidenceStore & { calls: string[] } = {
    name,
    calls,
    recall: async () => {
      calls.push('recall');
      if (faults.recall) throw faults.recall;
      return [];
    },
    put: async () => {
      calls.push('put');
      if (faults.put) throw faults.put;
      return { path: name };
    },
  };
  return self;
}

describe('what only the API tells', () => {
  test.each([
    ['looking', { recall: lacking }, ['recall'], ['recall', 'put']],
    ['storing', { put: lacking }, ['recall', 'put'], ['put']],
  ] as const)(
    'when %s: the rest goes into the other store, and that is told once',
    async (_, faults, asked, then) => {
      const [first, second, told] = [store('github', faults), store('files'), [] as Fault[]];
      const both = fallbackStore(first, second, (fault) => told.push(fault));
      await both.recall(statement);
      expect(await both.put(statement, bundle)).toEqual({ path: 'files' });
      await both.recall(statement);
      expect([first.calls, second.calls, told]).toEqual([asked, [...then, 'recall'], [lacking]]);
      expect(both.name).toBe('files');
    },
  );

  test('any other fault is thrown, and so is the same one of the second store', async () => {
    const other = new Fault('CUSTODY-402', 'no', { hint: 'h' });
    const told: Fault[] = [];
    const kept = fallbackStore(store('github', { recall: other }), store('files'), (fault) =>
      told.push(fault),
    );
    await expect(kept.recall(statement)).rejects.toBe(other);
    expect([kept.name, told]).toEqual(['github', []]);
    const both = fallbackStore(store('github', { put: lacking }), store('files', { put: lacking }), () => {});
    await expect(both.put(statement, bundle)).rejects.toBe(lacking);
    await expect(both.put(statement, bundle)).rejects.toBe(lacking);
  });

  test('two calls at the same time fall back once', async () => {
    const told: Fault[] = [];
    const both = fallbackStore(store('github', { put: lacking }), store('files'), (fault) =>
      told.push(fault),
    );
    const stored = await Promise.all([both.put(statement, bundle), both.put(statement, bundle)]);
    expect([stored, told]).toEqual([[{ path: 'files' }, { path: 'files' }], [lacking]]);
  });
});
