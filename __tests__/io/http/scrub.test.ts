/** What may be shown of a service's words, and which addresses may be asked. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { serviceUrl } from '../../../src/io/http/address.ts';
import { scrub } from '../../../src/io/http/scrub.ts';
import { isLoopback } from '../../../src/model/loopback.ts';
import { faultOf } from '../../support/faults.ts';
import { runs } from '../../support/runs.ts';
import { expectNoToken, findToken } from '../../support/token-search.ts';

describe('scrub', () => {
  test('no part of a secret survives, wherever and however it is repeated', () => {
    const secrets = fc.string({
      minLength: 24,
      maxLength: 80,
      unit: fc.constantFrom(...'abcdefXYZ0123456789_-.'),
    });
    const encodings = fc.constantFrom<BufferEncoding>('utf8', 'base64', 'base64url', 'hex');
    fc.assert(
      fc.property(
        secrets,
        fc.string(),
        fc.string(),
        encodings,
        fc.nat(),
        (secret, before, after, encoding, cut) => {
          const text = before + Buffer.from(secret.slice(cut % 12)).toString(encoding) + after;
          const shown = scrub(text, [secret]) ?? '';
          return findToken(shown, secret) === undefined;
        },
      ),
      { numRuns: runs() },
    );
  });

  test('whatever comes in, one short line without control characters comes out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        const shown = scrub(text, []);
        return shown === undefined || (shown.length <= 201 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(shown));
      }),
      { numRuns: runs() },
    );
  });

  test.each([
    'Resource not accessible by integration',
    'There was an error processing the identity token',
    'a token is due',
  ])('%s is shown', (text) => expect(scrub(text, ['ghs_0123456789abcdef'])).toBe(text));

  test.each([
    'got eyJhbGciOi',
    'ghp_0123abcd',
    'github_pat_11AAA_x',
    'Authorization: Bearer 0123456789abcdef',
    'https://x/?sig=abc',
  ])('%s is never shown, though no such secret is known', (text) => expect(scrub(text, [])).toBeUndefined());

  test('a short secret is looked for whole', () => {
    expect(scrub('the word hunter2 was wrong', ['hunter2'])).toBeUndefined();
    expect(scrub('the word was wrong', ['hunter2', ''])).toBe('the word was wrong');
  });
});

describe('addresses', () => {
  test.each([
    'https://a.example/',
    'http://127.0.0.1:80/',
    'http://127.9.8.7/',
    'http://[::1]:4/',
    'http://localhost/x',
    'http://2130706433/',
  ])('%s may be asked', (text) => expect(serviceUrl(text, 'x').href).toBe(new URL(text).href));

  test.each([
    ['nothing', 'is not a URL'],
    ['http://a.example/', 'is neither https nor on this machine'],
    ['http://127.0.0.1.example/', 'is neither https nor on this machine'],
    ['http://localhost.example/', 'is neither https nor on this machine'],
    ['http://10.0.0.1/x?y', 'the log, http://10.0.0.1, is neither https nor on this machine'],
    ['ftp://127.0.0.1/', 'is neither https nor on this machine'],
    ['file:///etc/passwd', 'is neither https nor on this machine'],
    ['https://user:secretsecret@a.example/', 'holds a user name or a password'],
  ])('%s may not', async (text, reason) => {
    const fault = await faultOf(() => serviceUrl(text, 'the log', 'CUSTODY-307'));
    expect(fault.code).toBe('CUSTODY-307');
    expect(fault.message).toMatch(/^the address of the log/);
    expect(fault.message).toContain(reason);
    expect(fault.message).not.toContain('secretsecret');
  });

  test('loopback is decided on the parsed host', () => {
    expect(isLoopback(new URL('https://127.0.0.1/'))).toBe(true);
    expect(isLoopback(new URL('https://127.0.0.1@evil.example/'))).toBe(false);
  });
});

describe('the search itself', () => {
  const token = 'header.payload-of-the-token.signature';
  const carry = (text: string) => Object.assign(new Error('outer', { cause: new Error(text) }), {});

  test.each([
    ['plain', token.slice(5, 17)],
    ['base64', Buffer.from(`ab${token}`).toString('base64')],
    ['base64url', Buffer.from(token).toString('base64url')],
    ['URL-encoded', encodeURIComponent(token)],
  ])('finds a leak (%s) in a cause', (_, text) => {
    expect(() => expectNoToken(carry(text), token)).toThrow(/the error shows 12 characters/);
  });

  test('finds a leak in a property, and none in a clean error', () => {
    expect(() => expectNoToken(Object.assign(new Error('x'), { request: { header: token } }), token)).toThrow(
      /shows/,
    );
    expect(() => expectNoToken(carry('clean'), token)).not.toThrow();
  });
});
