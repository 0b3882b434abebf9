/** Which policy an input names (T31): in a workflow never a file of the workspace. */
import { describe, expect, test } from '@jest/globals';
import { findPolicy, type PolicyInputs } from '../../src/actions/policy-file.ts';
import type { Environment } from '../../src/kit/environment.ts';
import type { Wiring } from '../../src/kit/wire.ts';
import type { PolicyFile } from '../../src/ports/policy-files.ts';
import { faultOf } from '../support/faults.ts';

const commit = 'a'.repeat(40);
const path = '.github/custody.yml';

/** Says who was asked for what, with which token. */
function asked(inputs: Partial<PolicyInputs>, inActions: boolean) {
  const questions: string[] = [];
  const answer = (question: string): PolicyFile => {
    questions.push(question);
    return { bytes: Buffer.from(question), uri: question };
  };
  const wire = {
    policyFiles: async (token: string | undefined) => ({
      onDefaultBranch: async (repository: string, file: string) => answer(`${token} ${repository} ${file}`),
      atCommit: async (repository: string, at: string, file: string) =>
        answer(`${token} ${repository} ${at} ${file}`),
    }),
    namedFiles: async () => ({
      read: async (file: string) => (file === 'gone.yml' ? undefined : answer(`file ${file}`).bytes),
      write: async () => undefined,
    }),
  } as unknown as Wiring;
  const environment = { inActions, repository: 'acme/shop' } as Environment;
  const all = { policy: path, policyToken: undefined, githubToken: 'own', offline: false, ...inputs };
  return { found: findPolicy(all, environment, wire), questions };
}

describe('T31 in a workflow', () => {
  test.each([path, `./${path}`, `././${path}`])('T31 %s is asked of the default branch', async (policy) => {
    const { found, questions } = asked({ policy, policyToken: 'other' }, true);
    expect((await found).local).toBe(false);
    expect(questions).toEqual([`own acme/shop ${path}`]);
  });

  test('T31 another repository is asked at its commit, with the token for it', async () => {
    const { found, questions } = asked(
      { policy: `acme/policies@${commit}:a.yml`, policyToken: 'other' },
      true,
    );
    await found;
    expect(questions).toEqual([`other acme/policies ${commit} a.yml`]);
  });

  test('T31 without the API there is none', async () => {
    const { found, questions } = asked({ offline: true }, true);
    expect([(await faultOf(found)).code, questions]).toEqual(['CUSTODY-103', []]);
  });
});

describe('T31 anywhere', () => {
  test.each(['main', 'v1', commit.slice(1), `${commit}0`, '', commit.toUpperCase()])(
    'T31 %j is not pinned',
    async (ref) => {
      for (const inActions of [true, false]) {
        const { found, questions } = asked({ policy: `acme/policies@${ref}:a.yml` }, inActions);
        expect([(await faultOf(found)).code, questions]).toEqual(['CUSTODY-102', []]);
      }
    },
  );
});

describe('on the command line', () => {
  test('a path is a file of this machine', async () => {
    const { found, questions } = asked({ policy: 'a/b.yml' }, false);
    expect([await found, questions]).toEqual([
      expect.objectContaining({ local: true, file: { bytes: Buffer.from('file a/b.yml'), uri: 'a/b.yml' } }),
      ['file a/b.yml'],
    ]);
  });

  test('a file that is not there is a fault', async () => {
    expect((await faultOf(asked({ policy: 'gone.yml' }, false).found)).code).toBe('CUSTODY-504');
  });
});
