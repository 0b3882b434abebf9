import { describe, expect, test } from '@jest/globals';
import { serviceUrl } from '../../../src/io/http/address.ts';
import { faultOf } from '../../support/faults.ts';

describe('T29 addresses that may be asked', () => {
  test.each([
    'https://api.github.com',
    'https://127.0.0.1:8443/x',
    'http://127.0.0.1:3000',
    'http://127.1.2.3/',
    'http://[::1]:3000/x',
    'http://localhost/',
    'http://0x7f.1/',
  ])('T29 accepts %s', (text) => {
    expect(serviceUrl(text, 'the service').href).toContain('://');
  });

  test.each([
    'http://api.github.com',
    'http://127.evil.test/',
    'http://127.0.0.1.evil.test/',
    'http://localhost.evil.test/',
    'http://169.254.169.254/latest/meta-data',
    'http://0.0.0.0/',
    'http://[::ffff:10.0.0.1]/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'data:application/json,{}',
    'https://user@api.github.com',
    'https://user:password@api.github.com',
    'not an address',
    '',
  ])('T29 refuses %s', async (text) => {
    const fault = await faultOf(() => serviceUrl(text, 'the service', 'CUSTODY-907'));
    expect(fault.code).toBe('CUSTODY-907');
    expect(fault.message).toContain('the address of the service');
    expect(fault.message + fault.hint).not.toContain('password@');
  });
});
