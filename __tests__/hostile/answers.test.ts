/** Whatever a service answers or a bundle brings: it is read, or there is a fault, and nothing else is thrown. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Fault } from '../../src/model/fault.ts';
import { runs } from '../support/runs.ts';
import { openDoors } from './doors.ts';
import { mutated } from './mutation.ts';

const { doors, close } = await openDoors();
// What was answered is kept: nothing is asked any more.
await close();

const links = fc.array(
  fc.constantFrom(
    '<',
    '>',
    ';',
    ',',
    ' ',
    'rel="next"',
    'rel=next',
    'https://api.example/?after=',
    'x',
    '"',
    '%',
    'after=%00',
  ),
);

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'read';
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}

/** What nothing is asked about any more: another issuer, key or host than the one that the example is about. */
test.each(doors)('$name: its example is understood', async ({ read, example }) => {
  const code = await codeOf(() => read(Buffer.from(JSON.stringify(example))));
  expect(code).toMatch(/^(?:read|CUSTODY-302|CUSTODY-304|CUSTODY-402)$/);
});

test.each(doors)('$name: almost what it should be', async ({ read, example, costly }) => {
  const bytes = fc.oneof(
    { weight: 9, arbitrary: mutated(example).map((value) => Buffer.from(JSON.stringify(value))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((raw) => Buffer.from(raw)) },
  );
  await fc.assert(
    fc.asyncProperty(bytes, links, async (body, link) => {
      const code = await codeOf(() => read(body, { link: link.join('') }));
      expect(code).toMatch(/^(?:read|CUSTODY-[34]\d\d|CUSTODY-90[347])$/);
    }),
    { numRuns: costly ? runs(500) : runs() },
  );
});

const named = (start: string) => doors.find(({ name }) => name.startsWith(start)) as (typeof doors)[number];

test('a certificate whose key cannot be read is unusable', async () => {
  const { read, example } = named('the certificate authority');
  const curve = Buffer.from('06072a8648ce3d0201', 'hex');
  const text = JSON.stringify(example).replace(/(?<=BEGIN CERTIFICATE-----\\n)[^-]+/, (base64) => {
    const der = Buffer.from(base64.replaceAll('\\n', ''), 'base64');
    der[der.indexOf(curve) + 3] = 0x85;
    return `${der.toString('base64')}\\n`;
  });
  await expect(read(Buffer.from(text))).rejects.toMatchObject({
    code: 'CUSTODY-304',
    message: expect.stringContaining('a certificate that cannot be read'),
  });
});

test('a token that is half of a character is a token, and masked', async () => {
  const { read } = named('the OIDC token service');
  expect(await read(Buffer.from('{"value":"\\ud800"}'))).toBe('\ud800');
});
