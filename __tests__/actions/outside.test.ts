/** What leads out of a folder by its name, and what only looks so. */
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { isOutside } from '../../src/actions/outside.ts';

const folder = resolve('/ws/shop');
test.each([
  ['.', false],
  ['dist/a.js', false],
  ['..a/b', false],
  ['dist/../b', false],
  ['..', true],
  ['../shop-evil/a', true],
  ['../shopping', true],
  ['dist/../../b', true],
])('%s: %j', (path, expected) => expect(isOutside(folder, join(folder, path))).toBe(expected));
