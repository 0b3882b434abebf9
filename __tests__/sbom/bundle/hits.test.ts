import { expect, test } from '@jest/globals';
import { hitsIn, Searcher } from '../../../src/sbom/bundle/hits.ts';
import { Library } from '../../../src/sbom/bundle/library.ts';
import { marksOf } from '../../../src/sbom/bundle/marks.ts';

const marks = (text: string) => marksOf(Buffer.from(text));
const anywhere = () => true;

function libraryOf(...texts: readonly string[]): Library {
  const library = new Library();
  for (const [index, text] of texts.entries()) library.add(index, index, 'index.js', marks(text));
  library.finish();
  return library;
}

test('the densest stretch has most different grams, and no more places than it needs', () => {
  const library = libraryOf('x.a.b.c.d.e.f');
  const hits = hitsIn(library, marks('x.a.b.c; y.n1.n2.n3; x.a.b.c.d.e.f; y.n4.n5').hashes).get(0);
  expect(hits?.places).toEqual([0, 6, 7, 8, 9]);
  const searcher = new Searcher(library.grams);
  expect(hits && searcher.densest(hits, 6, anywhere)).toEqual({ found: 4, places: [6, 7, 8, 9] });
  expect(hits && searcher.densest(hits, 6, (place) => place < 6)).toEqual({ found: 1, places: [0] });
  expect(hits && searcher.within(hits, 7, 8, anywhere)).toEqual({ found: 2, places: [7, 8] });
});

test('what a file repeats counts once', () => {
  const library = libraryOf('x.a.b.c');
  const hits = hitsIn(library, marks('x.a.b.c; x.a.b.c').hashes).get(0);
  expect(hits && new Searcher(library.grams).densest(hits, 100, anywhere).found).toBe(1);
});

test('what very many packages share tells nothing of any', () => {
  const texts = Array.from({ length: 25 }, (_, i) => `x.a.b.c.own${i}`);
  const [first] = libraryOf(...texts).files;
  expect(first?.distinctive).toBe(1);
});

test('T24 a bundle that repeats what very many files hold is given up', () => {
  const library = new Library();
  for (let i = 0; i < 2_000; i += 1)
    library.add(Math.floor(i / 100), Math.floor(i / 100), `${i}.js`, marks('x.a.b.c'));
  library.finish();
  expect(() => hitsIn(library, marks('x.a.b.c.a.b.c;'.repeat(10_000)).hashes)).toThrow(
    expect.objectContaining({ code: 'CUSTODY-404' }),
  );
});
