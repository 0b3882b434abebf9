import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readMetafile } from '../../src/formats/metafile.ts';
import { Fault } from '../../src/model/fault.ts';
import { runs } from '../support/runs.ts';

const read = (value: unknown) => readMetafile(Buffer.from(JSON.stringify(value)), 'meta.json');

test('inputs that left nothing in an output are not in it', () => {
  const inputs = { 'src/a.ts': { bytesInOutput: 7 }, 'node_modules/b/i.js': { bytesInOutput: 0 } };
  expect(read({ inputs: {}, outputs: { 'out/a.js': { bytes: 9, inputs, imports: [] } } })).toEqual([
    { path: 'out/a.js', bytes: 9, inputs: new Map([['src/a.ts', 7]]) },
  ]);
});

test.each([
  ['no outputs', {}, '`outputs` is not an object'],
  ['an output without inputs', { outputs: { a: { bytes: 1 } } }, 'a has no `inputs`'],
  ['a size that is none', { outputs: { a: { bytes: -1, inputs: {} } } }, '`bytes` is not a number'],
  [
    'a share that is none',
    { outputs: { a: { bytes: 1, inputs: { b: {} } } } },
    '`bytesInOutput` is not a number',
  ],
])('%s is refused', (_, value, reason) => {
  expect(() => read(value)).toThrow(reason);
});

test('any JSON is a metafile or a fault', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      try {
        readMetafile(Buffer.from(text), 'meta.json');
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
      }
    }),
    { numRuns: runs() },
  );
});
