import { describe, expect, test } from '@jest/globals';
import { compile, decideOn, refusal } from './support.ts';

const L = 'evidence.provenance.predicate.list';
const A = 'evidence.all';
const bad = "x == 'bad'";

describe('T30 a claim about every element says whether there must be one', () => {
  test.each([
    `${L}.all(x, ${bad})`,
    `!${L}.exists(x, ${bad})`,
    `!${L}.exists_one(x, ${bad})`,
    `!!${L}.all(x, ${bad})`,
    `!(${L}.exists(x, ${bad}) || environment == 'a')`,
    `${L}.all(x, ${bad}) == (environment == 'a')`,
    `${L}.exists(x, ${bad}) == false`,
    `${L}.exists(x, ${bad}) != (environment == 'a')`,
    `(${L}.exists(x, ${bad}) ? 1 : 2) == 2`,
    `${L}.exists(x, ${bad}) ? environment == 'a' : environment == 'b'`,
    `environment == 'a' ? ${L}.all(x, ${bad}) : environment == 'b'`,
    `size(${L}.filter(x, ${bad})) == 0`,
    `size(${L}.filter(x, ${bad})) < 1`,
    `${L}.filter(x, ${bad}).size() <= 3`,
    `!(size(${L}.filter(x, ${bad})) > 0)`,
    `0 == size(${L}.filter(x, ${bad}))`,
    `size(${L}.filter(x, ${bad})) > -1`,
    `${L}.filter(x, ${bad}) == []`,
    `!('bad' in ${L}.map(x, x.y))`,
    `${L}.map(x, x.y) != ['bad']`,
    `size(${L}) > 0 || ${L}.all(x, ${bad})`,
    `(size(${L}) > 0 || environment == 'a') && ${L}.all(x, ${bad})`,
    `size(${L}) >= 0 && ${L}.all(x, ${bad})`,
    `size(${L}) < 5 && ${L}.all(x, ${bad})`,
    `size(evidence.provenance.predicate.other) > 0 && ${L}.all(x, ${bad})`,
    `${L}.all(y, y == 'good') && ${L}.all(x, ${bad})`,
    `!${L}.exists(y, y == 'good') || !${L}.exists(x, ${bad})`,
    `${L}.all(y, y == 'good') || !${L}.exists(x, ${bad})`,
    `size(${L}) > 0 && ${L}.filter(y, y.z == 1).all(x, ${bad})`,
    `size(${L}) > 0 && ${L}.all(x, x.inner.all(y, y == 1))`,
    `size(${L}) > 0 && ${L}.exists(x, !x.inner.exists(y, y == 1))`,
    `size(${L}.filter(x, ${bad})) == 0 || environment == 'dev'`,
    `!(!${L}.all(x, ${bad}))`,
    `(!${L}.exists(x, ${bad})) == (environment == 'a')`,
    `!(size(${L}) == 0 && ${L}.exists(x, ${bad}))`,
    `!('good' in ${L}) && ${L}.all(x, ${bad})`,
    `size(${L}) != 2 && ${L}.all(x, ${bad})`,
    `(size(${L}) > 0 || ${L}.all(x, ${bad})) == (environment == 'a')`,
    `(size(${L}.filter(x, ${bad})) > 0) == (environment == 'a')`,
    `[${L}.all(x, ${bad})] == [environment == 'a']`,
    `${L}.filter(y, y.inner.all(z, z == 1)).exists(x, ${bad})`,
    `size(${L}.filter(y, y.inner.all(z, z == 1))) > 0`,
    `${L}.exists_one(x, x.inner.exists(y, y == 1))`,
    `${L}.filter(x, ${bad}) in [[], ['worse']]`,
    `(environment == 'a') == ${L}.exists(x, ${bad})`,
    '[].all(x, x == environment)',
  ])('%s', (assert) => {
    expect(refusal(assert)).toMatchObject({
      code: 'CUSTODY-502',
      message: expect.stringContaining('holds where there is none'),
      hint: expect.stringContaining('size(list) > 0'),
    });
  });

  test.each([
    `size(${L}) > 0 && ${L}.all(x, ${bad})`,
    `${L}.size() > 0 && ${L}.all(x, ${bad})`,
    `0 < size(${L}) && ${L}.all(x, ${bad})`,
    `1 <= size(${L}) && ${L}.all(x, ${bad})`,
    `2 == size(${L}) && ${L}.all(x, ${bad})`,
    `0 != size(${L}) && ${L}.all(x, ${bad})`,
    `1 > size(${L}) || ${L}.all(x, ${bad})`,
    `size(${L}) >= 1 && ${L}.all(x, ${bad})`,
    `size(${L}) != 0 && ${L}.all(x, ${bad})`,
    `size(${L}) == 2 && ${L}.all(x, ${bad})`,
    `${L}.all(x, ${bad}) && environment == 'a' && size(${L}) > 0`,
    `${L}.exists(y, y == 'good') && ${L}.all(x, ${bad})`,
    `'good' in ${L} && !${L}.exists(x, ${bad})`,
    `size(${L}) > 0 && (environment == 'a' || ${L}.all(x, ${bad}))`,
    `!(size(${L}) == 0 || ${L}.exists(x, ${bad}))`,
    `!(size(${L}) == 0) && !${L}.exists(x, ${bad})`,
    `size(${L}) == 0 || !${L}.exists(x, ${bad})`,
    `${L}.all(x, ${bad}) || size(${L}) == 0`,
    `size(${L}.filter(y, y.z == 1)) > 0 && ${L}.filter(y, y.z == 1).all(x, ${bad})`,
    `size(${L}.filter(y, y.z == 1)) > 0 && ${L}.all(x, ${bad})`,
    `size(${L}) > 0 && size(${L}.filter(x, ${bad})) == 0`,
    `size(${L}) > 0 && ${L}.all(x, size(x.inner) > 0 && x.inner.all(y, y == 1))`,
    `!${L}.all(y, y == 'good') && ${L}.all(x, ${bad})`,
    `${L}.exists_one(y, y == 'good') && ${L}.all(x, ${bad})`,
    `!(size(${L}) == 0 || environment == 'a') && ${L}.all(x, ${bad})`,
    `size(${L}.map(y, y.z)) > 0 && ${L}.all(x, ${bad})`,
    `${L}.exists(x, ${bad})`,
    `!${L}.all(x, ${bad})`,
    `${L}.exists_one(x, ${bad})`,
    `size(${L}.filter(x, ${bad})) >= 2`,
    `'bad' in ${L}.map(x, x.y)`,
    `size(${L}) == 0`,
    "['a', 'b'].all(x, x != environment)",
    "['a'].all(x, x != environment)",
    `environment == 'a' ? ${L}.exists(x, ${bad}) : size(${L}) == 0`,
    `size(evidence.provenance.predicate.all) == 0 || evidence.provenance.predicate.all.all(x, ${bad})`,
    `size(${A}) > 0 && ${A}.all(e, e.runner == 'a')`,
    `size(${A}) > 0 && ${A}.all(e, size(e.predicate.l) == 0 || e.predicate.l.all(x, ${bad}))`,
  ])('%s is fine', (assert) => {
    expect(() => compile(assert)).not.toThrow();
  });

  test.each([
    `size(${A}) == 0 || ${A}.all(e, e.runner == 'a')`,
    `size(${A}.filter(e, e.runner == 'b')) == 0 || ${A}.filter(e, e.runner == 'b').all(e, e.issuer == 'a')`,
  ])('of evidence itself, none is never fine: %s', (assert) => {
    expect(refusal(assert).message).toContain('holds where there is none');
  });
});

test('the claim is what makes the difference', () => {
  const assert = "size($.list) > 0 && $.list.all(x, x == 'good')";
  expect(decideOn({ list: [] }, assert).status).toBe('fail');
  expect(decideOn({ list: ['good'] }, assert).status).toBe('pass');
});
