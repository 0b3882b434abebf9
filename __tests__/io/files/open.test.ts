import * as real from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { Fault } from '../../../src/model/fault.ts';
import { faultOf, folderWith } from './support.ts';

let swap: ((path: string) => void) | undefined;

// The moment between the look at a path and its opening cannot be met from outside.
jest.unstable_mockModule('node:fs', () => ({
  ...real,
  openSync: (path: string, flags: number) => {
    swap?.(path);
    return real.openSync(path, flags);
  },
}));
const { openRegular } = await import('../../../src/io/files/open.ts');
const { closeSync, renameSync, rmSync, symlinkSync } = real;

const refuse = (why: { kind: string; what?: string; error?: unknown }) =>
  new Fault('CUSTODY-203', `${why.kind}: ${why.what}`, { hint: '', cause: why.error });

test.each<[string, (path: string) => void, string]>([
  ['another file', (path) => renameSync(`${path}.other`, path), 'changed: it was replaced'],
  [
    'a link',
    (path) => {
      rmSync(path);
      symlinkSync(`${path}.other`, path);
    },
    'changed: it was replaced by a link',
  ],
  ['nothing', (path) => rmSync(path), 'changed: it was removed'],
])('%s put in between is noticed', async (_, change, message) => {
  const folder = folderWith({ a: 'x', 'a.other': 'y' });
  swap = change;
  const fault = await faultOf(async () => openRegular(join(folder, 'a'), refuse));
  swap = undefined;
  expect(fault.message).toBe(message);
});

test('what stays is opened', async () => {
  const { fd, facts } = openRegular(join(folderWith({ a: 'xyz' }), 'a'), refuse);
  closeSync(fd);
  expect(facts.size).toBe(3n);
});
