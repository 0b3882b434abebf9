/** Test vectors made elsewhere: read in place, never copied. Suites that need them are skipped, and counted, without. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe } from '@jest/globals';

const folder = process.env['CUSTODY_FIXTURES'];

/** Whether the vectors are there. */
export const fixtures = folder !== undefined;

export function fixture(path: string): Buffer {
  if (folder === undefined) throw new Error('CUSTODY_FIXTURES is not set');
  return readFileSync(resolve(folder, path));
}

export function fixtureJson<T>(path: string): T {
  return JSON.parse(fixture(path).toString('utf8')) as T;
}

export const describeWithFixtures = folder === undefined ? describe.skip : describe;
