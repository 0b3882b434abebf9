/** Answers by a wrong clock: every time in them moves, and nothing else. */
import { expect, test } from '@jest/globals';
import { busyByClock, datedByClock } from '../../sandbox/wrong-clock.ts';

const HOUR = 3_600;
const secondsAhead = (date: unknown) => (Date.parse(String(date)) - Date.now()) / 1000;

test('moves the times of JSON and of a signed address', () => {
  const address = (end: string) => `https://blobs.test/1?se=${encodeURIComponent(end)}&sig=2026`;
  const entry = (end: string) => ({
    created_at: end,
    id: 20260101,
    bundle_url: address(end),
    text: '2026-01-01',
  });
  const reply = { status: 200, headers: { link: 'x' }, body: { list: [entry('2026-01-01T23:30:00.000Z')] } };
  const { headers, ...rest } = datedByClock(reply, -24 * HOUR);
  expect(rest).toEqual({ status: 200, body: { list: [entry('2025-12-31T23:30:00.000Z')] } });
  expect(headers).toEqual({ link: 'x', date: expect.any(String) });
  expect(Math.abs(secondsAhead(headers?.['date']) + 24 * HOUR)).toBeLessThan(5);
});

test('leaves bytes alone', () => {
  const body = Buffer.from('2026-01-01T00:00:00Z');
  expect(datedByClock({ status: 200, body }, HOUR).body).toBe(body);
});

test('wants a second by its own clock', () => {
  const { status, headers = {} } = busyByClock(HOUR);
  expect(status).toBe(429);
  expect(secondsAhead(headers['retry-after']) - secondsAhead(headers['date'])).toBeCloseTo(1, 1);
});
