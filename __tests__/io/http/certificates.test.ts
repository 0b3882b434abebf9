import { afterEach, expect, test } from '@jest/globals';
import { httpClient } from '../../../src/io/http/client.ts';

const name = 'NODE_TLS_REJECT_UNAUTHORIZED';
const before = process.env[name];
afterEach(() => {
  if (before === undefined) delete process.env[name];
  else process.env[name] = before;
});

test('T27 where certificates are not checked, nothing is sent', () => {
  process.env[name] = '0';
  expect(() => httpClient()).toThrow(expect.objectContaining({ code: 'CUSTODY-907' }));
  process.env[name] = '1';
  expect(httpClient()).toEqual(expect.any(Function));
});
