import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Heap } from '../../../src/sbom/bundle/heap.ts';
import { runs } from '../../support/runs.ts';

test('the greatest weight comes first, whatever was put in when', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined })), (steps) => {
      const heap = new Heap();
      const model: number[] = [];
      for (const [item, weight] of steps.entries()) {
        if (weight === undefined) {
          model.sort((a, b) => b - a);
          expect(heap.pop()?.weight).toBe(model.shift());
        } else {
          heap.push(item, weight);
          model.push(weight);
        }
      }
    }),
    { numRuns: runs(1_000) },
  );
});
