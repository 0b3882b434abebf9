import { expect, test } from '@jest/globals';
import { minimumElements, type Sbom, type SbomComponent } from '../../src/model/sbom.ts';

const full: SbomComponent = {
  name: 'a',
  version: '1',
  supplier: 'b',
  identifier: 'pkg:npm/a',
  related: true,
  hashed: true,
  licence: 'MIT',
  licensed: true,
  excluded: false,
};
const sbom = (components: readonly SbomComponent[], changes: Partial<Sbom> = {}): Sbom => ({
  components,
  product: {},
  author: 'c',
  tool: 'd',
  context: 'build',
  stated: {},
  timestamp: new Date(),
  ...changes,
});

test('all of eleven elements', () => {
  expect(minimumElements(sbom([full]))).toMatchObject({ share: 1, worst: { share: 1 } });
});

test('nothing fills nothing', () => {
  expect(minimumElements(sbom([]))).toMatchObject({ share: 0 });
});

test.each([
  ['supplier name', { supplier: '' }],
  ['component name', { name: '' }],
  ['version', { version: '' }],
  ['unique identifier', { identifier: '' }],
  ['dependency relationship', { related: false }],
  ['component hash', { hashed: false }],
  ['licence', { licensed: false }],
])('%s of one component of two', (name, changes) => {
  const { share, worst } = minimumElements(sbom([full, { ...full, ...changes }]));
  expect(worst).toEqual({ name, share: 0.5 });
  expect(share).toBeCloseTo(10.5 / 11);
});

test('what the document lacks, all of its components lack', () => {
  expect(minimumElements(sbom([full, full], { author: '' })).worst).toEqual({
    name: 'author of SBOM data',
    share: 0,
  });
  const { timestamp: _, ...undated } = sbom([full]);
  expect(minimumElements(undated).worst).toEqual({ name: 'timestamp', share: 0 });
  expect(minimumElements(undated).share).toBeCloseTo(10 / 11);
});
