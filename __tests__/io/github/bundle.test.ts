import { expect, test } from '@jest/globals';
import { githubApi } from '../../../src/io/github/api.ts';
import { bundleOf } from '../../../src/io/github/bundle.ts';
import { limits } from '../../../src/model/limits.ts';
import { faultOf } from '../../support/faults.ts';

const asked: string[] = [];
const api = githubApi({
  apiUrl: 'https://api.example',
  http: async ({ url }) => {
    asked.push(url.href);
    throw new Error('nothing may be asked');
  },
});

test('T24 an inline bundle past the limit is not handed on', async () => {
  const filler = (length: number) => ({ bundle: { filler: 'x'.repeat(length) } });
  const frame = JSON.stringify({ filler: '' }).length;
  expect(await bundleOf(filler(limits.bundleBytes - frame), api)).toHaveLength(limits.bundleBytes);
  expect((await faultOf(bundleOf(filler(limits.bundleBytes - frame + 1), api))).code).toBe('CUSTODY-404');
  expect(asked).toEqual([]);
});
