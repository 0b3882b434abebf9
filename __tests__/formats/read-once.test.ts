import { expect, test } from '@jest/globals';
import { readOnce } from '../../src/formats/read-once.ts';
import { Fault } from '../../src/model/fault.ts';

test('each predicate is read once for each type, whatever came of it', () => {
  const seen: string[] = [];
  const read = readOnce((type, { size = 0 }) => {
    seen.push(`${type} ${size}`);
    if (type === 'bad') throw new Fault('CUSTODY-408', 'unreadable', { hint: 'Again.' });
    return Number(size);
  });
  const [one, two] = [{ size: 1 }, { size: 2 }];
  expect([read('a', one), read('a', two), read('b', one), read('a', one)]).toEqual([1, 2, 1, 1]);
  expect(() => read('bad', one)).toThrow('unreadable');
  expect(() => read('bad', one)).toThrow('unreadable');
  expect(seen).toEqual(['a 1', 'a 2', 'b 1', 'bad 1']);
});
