import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseRepositoryUri, parseRunUri, parseWorkflowUri } from '../../src/model/identity.ts';
import { runs } from '../support/runs.ts';

const word = fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,8}$/);
const parts = fc.record({
  host: fc.constantFrom('github.com', 'acme.ghe.com', 'git.acme.test:8443'),
  owner: word,
  repository: word,
  path: fc.array(word, { minLength: 1, maxLength: 4 }).map((list) => list.join('/')),
  ref: fc.array(word, { minLength: 1, maxLength: 4 }).map((list) => list.join('/')),
});

test('T3 every workflow URI is taken apart into what it was made of', () => {
  fc.assert(
    fc.property(parts, ({ host, owner, repository, path, ref }) => {
      const uri = `https://${host}/${owner}/${repository}/${path}@${ref}`;
      expect(parseWorkflowUri(uri)).toEqual({ host, owner, repository, path, ref });
    }),
    { numRuns: runs() },
  );
});

test('T3 whatever is accepted is put together again to the same URI', () => {
  const piece = fc.constantFrom(
    'https://',
    'github.com',
    '/',
    '@',
    '..',
    '.',
    'a',
    'refs',
    '?',
    '#',
    '%2f',
    '\\',
    ' ',
    '\n',
    ':',
    '1',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const uri = pieces.join('');
      const parsed = parseWorkflowUri(uri);
      if (!parsed) return;
      const { host, owner, repository, path, ref } = parsed;
      expect(`https://${host}/${owner}/${repository}/${path}@${ref}`).toBe(uri);
      expect(`/${path}/${ref}/`).not.toMatch(/\/\.{0,2}\//);
    }),
    { numRuns: runs() },
  );
});

test.each([
  ['https://github.com/acme/shop', true],
  ['https://github.com/acme/shop/', false],
  ['https://github.com/acme', false],
  ['https://github.com/acme/..', false],
  ['https://evil.test/https://github.com/acme/shop', false],
])('T3 repository URI %s', (uri, accepted) => {
  expect(parseRepositoryUri(uri) !== undefined).toBe(accepted);
});

test('T14 every run URI is taken apart into what it was made of, and nothing else is one', () => {
  const number = fc.integer({ min: 1, max: 99_999 });
  fc.assert(
    fc.property(parts, fc.maxSafeNat(), number, fc.string(), (part, id, attempt, text) => {
      const { host, owner, repository } = part;
      const run = String(id + 1);
      const uri = `https://${host}/${owner}/${repository}/actions/runs/${run}/attempts/${attempt}`;
      expect(parseRunUri(uri)).toEqual({ host, owner, repository, run, attempt });
      if (!/^\d?$/.test(text)) expect(parseRunUri(uri + text)?.attempt).not.toBe(attempt);
      expect(parseRunUri(text + uri)).toEqual(text === '' ? expect.anything() : undefined);
      expect(parseRunUri(uri.replace('/attempts/', `/attempts/0`))).toBeUndefined();
    }),
    { numRuns: runs() },
  );
});
