/** Where packages come from, without what is nobody's business. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isPinned, npmOrigin } from '../../src/sbom/npm-origin.ts';
import { runs } from '../support/runs.ts';

const commit = '0123456789012345678901234567890123456789';

test.each([
  ['https://registry.npmjs.org/a/-/a-1.0.0.tgz', undefined],
  ['https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#aa', undefined],
  [
    'https://npm.example/npm/a/-/a-1.0.0.tgz',
    { kind: 'registry', url: 'https://npm.example/npm/a/-/a-1.0.0.tgz' },
  ],
  [
    'https://npm.pkg.github.com/download/@o/a/1.0.0/00',
    { kind: 'registry', url: 'https://npm.pkg.github.com/download/@o/a/1.0.0/00' },
  ],
  ['https://u:p@x.example/a.tgz?sig=secret#00', { kind: 'archive', url: 'https://x.example/a.tgz' }],
  ['file:../a', { kind: 'path', url: '../a' }],
  ['github:o/a#main', { kind: 'git', url: 'github:o/a' }],
  [`o/a#${commit}`, { kind: 'git', url: 'o/a', commit }],
  [`git@github.com:o/a.git#${commit}`, { kind: 'git', url: 'git@github.com:o/a.git', commit }],
  [
    `git+https://token@github.com/o/a.git#${commit}`,
    { kind: 'git', url: 'git+https://github.com/o/a.git', commit },
  ],
  [`git+ssh://git:secret@h/o/a#commit=${commit}`, { kind: 'git', url: 'git+ssh://h/o/a', commit }],
  [`https://github.com/o/a#${commit}`, { kind: 'git', url: 'https://github.com/o/a', commit }],
  [
    `https://codeload.github.com/o/a/tar.gz/${commit}`,
    { kind: 'archive', url: `https://codeload.github.com/o/a/tar.gz/${commit}`, commit },
  ],
  [
    `https://gitlab.com/o/a/repository/archive.tar.gz?ref=${commit}`,
    { kind: 'archive', url: `https://gitlab.com/o/a/repository/archive.tar.gz?ref=${commit}`, commit },
  ],
])('%s', (written, origin) => {
  expect(npmOrigin(written)).toEqual(origin);
});

test('T27 no password gets through, whatever surrounds it', () => {
  const scheme = fc.constantFrom('https://', 'git+ssh://', 'git://', 'ssh://', 'git+https://');
  const user = fc.constantFrom('', 'u', 'git', 'a@b');
  const rest = fc.constantFrom(
    '/a.tgz',
    '/o/a.git#main',
    '/a/-/a.tgz?x=1',
    '',
    '#00',
    '?token=hunter2secret',
    '/x?ref=1&t=hunter2secret',
  );
  fc.assert(
    fc.property(scheme, user, rest, (before, name, after) => {
      const url = npmOrigin(`${before}${name}:hunter2secret@h.example${after}`)?.url ?? '';
      expect(url).not.toContain('hunter2secret');
    }),
    { numRuns: runs(500) },
  );
});

test('any text has an origin or none, in linear time', () => {
  fc.assert(
    fc.property(fc.string(), (text) => void npmOrigin(text)),
    { numRuns: runs() },
  );
  for (const unit of ['/', '#', 'a/', '@', '/archive', 'git@', '-/', '?ref=', '.git', '0']) {
    npmOrigin(`https://h/${unit.repeat(200_000)}`);
    npmOrigin(unit.repeat(200_000));
  }
});

test('a full commit and a folder say which bytes are meant', () => {
  expect(
    [commit, commit.slice(1), `${commit}${'0'.repeat(24)}`].map((one) =>
      isPinned({ kind: 'git', commit: one }),
    ),
  ).toEqual([true, false, true]);
  expect([isPinned({ kind: 'path' }), isPinned(undefined)]).toEqual([true, false]);
});
