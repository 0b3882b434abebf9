/** `sigstore: auto`: by the visibility in the token, and by nothing else. */
import { describe, expect, test } from '@jest/globals';
import type { TokenClaims } from '../../src/model/token.ts';
import { chooseInstance } from '../../src/statements/instance.ts';

const server = 'https://github.com';
const claims = (repositoryVisibility: string) =>
  ({ repository: 'acme/shop', repositoryVisibility }) as Partial<TokenClaims> as TokenClaims;

describe('auto', () => {
  test.each([
    ['public', 'public'],
    ['private', 'github'],
    ['internal', 'github'],
    ['anything-new', 'github'],
    ['Public', 'github'],
  ])('a repository that is %s signs with %s', (visibility, instance) => {
    expect(chooseInstance('auto', claims(visibility), server)).toBe(instance);
  });

  test.each(['https://ghes.example', 'https://acme.ghe.com', 'https://github.com.evil.example'])(
    '%s has an instance of its own, which has to be named',
    (other) => {
      expect(() => chooseInstance('auto', claims('public'), other)).toThrow(
        expect.objectContaining({
          code: 'CUSTODY-102',
          hint: expect.stringContaining('signing_config.json'),
        }),
      );
    },
  );
});

test.each(['public', 'github', './sigstore', './auto'])('%s stands for itself', (name) => {
  for (const visibility of ['public', 'private']) {
    expect(chooseInstance(name, claims(visibility), 'https://ghes.example')).toBe(name);
  }
});
