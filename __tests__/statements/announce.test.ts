/** What is named in `$GITHUB_ARTIFACTS`: never anything that would fail the step, and always a word on the rest. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Artifact } from '../../src/model/subject.ts';
import { announcement, notAnnounced } from '../../src/statements/announce.ts';
import { runs } from '../support/runs.ts';

const artifact = (name: string, digit: string): Artifact => ({
  name,
  digests: { sha256: digit.repeat(64) },
  size: 1,
});
const namesOf = (artifacts: readonly Artifact[]) => artifacts.map(({ name }) => name);
const none = new Map<string, string>();

describe('announcement', () => {
  test('names every file once', () => {
    const { artifacts, notices } = announcement([artifact('dist/a', '1'), artifact('dist/b', '1')], none);
    expect([namesOf(artifacts), notices]).toEqual([['dist/a', 'dist/b'], []]);
  });

  test('a last segment with two digests is left out altogether; with one digest it stands once', () => {
    const files = [
      artifact('a/bin', '1'),
      artifact('b/bin', '2'),
      artifact('a/doc', '3'),
      artifact('b/doc', '3'),
    ];
    const { artifacts, notices } = announcement(files, none);
    expect(namesOf(artifacts)).toEqual(['a/doc']);
    expect(notices).toEqual(['`$GITHUB_ARTIFACTS` does not name `bin`: one name, several digests.']);
  });

  test('what an earlier step named is not named again, and never with another digest', () => {
    const earlier = new Map([
      ['same', '1'.repeat(64)],
      ['other', '1'.repeat(64)],
    ]);
    const { artifacts, notices } = announcement(
      [artifact('same', '1'), artifact('other', '2'), artifact('new', '3')],
      earlier,
    );
    expect(namesOf(artifacts)).toEqual(['new']);
    expect(notices).toEqual(['`$GITHUB_ARTIFACTS` does not name `other`: one name, several digests.']);
  });

  test('500 names for a job, those of earlier steps included', () => {
    const files = Array.from({ length: 501 }, (_, i) => artifact(`dist/${i}`, '1'));
    const { artifacts, notices } = announcement(files, none);
    expect(namesOf(artifacts)).toEqual(namesOf(files.slice(0, 500)));
    expect(notices).toEqual([
      '`$GITHUB_ARTIFACTS` names the first 500 of 501 sealed files: a job can name 500 in all.',
    ]);
    const earlier = new Map(Array.from({ length: 499 }, (_, i) => [`earlier-${i}`, '1'.repeat(64)]));
    expect(announcement(files, earlier).artifacts).toHaveLength(1);
    expect(announcement(files.slice(0, 500), none).notices).toEqual([]);
  });

  test('whatever is sealed, no name ever has two digests, and none is named twice', () => {
    const files = fc.array(
      fc.tuple(fc.constantFrom('a/x', 'b/x', 'x', 'a/y', 'y', 'c/z'), fc.constantFrom('1', '2')),
    );
    fc.assert(
      fc.property(files, files, (now, before) => {
        const earlier = new Map(before.map(([name, digit]) => [name.replace(/^.*\//, ''), digit.repeat(64)]));
        const named = announcement(
          now.map(([name, digit]) => artifact(name, digit)),
          earlier,
        ).artifacts.map(({ name }) => name.replace(/^.*\//, ''));
        expect(new Set(named).size).toBe(named.length);
        for (const name of named) {
          const digests = now
            .filter(([path]) => path.replace(/^.*\//, '') === name)
            .map(([, digit]) => digit);
          expect([new Set(digests).size, earlier.has(name)]).toEqual([1, false]);
        }
      }),
      { numRuns: runs() },
    );
  });
});

test('what cannot be named is told in one line', () => {
  expect(notAnnounced([])).toEqual([]);
  expect(notAnnounced(['1', '2', '3', '4', '5', '6', '7'])).toEqual([
    '`$GITHUB_ARTIFACTS` cannot name `1`, `2`, `3`, `4`, `5` and 2 more.',
  ]);
});
