/** What a service says whose clock is wrong: in its headers (RFC 9110, Date and Retry-After), in JSON, in signed addresses. */
import type { Reply } from './http.ts';

/** Seconds to wait that a busy service asks for. */
const BUSY_FOR = 1;

/** A refusal that asks to come back at a time by that clock. @param shift seconds; negative for one that is behind */
export function busyByClock(shift: number): Reply {
  const date = dateAfter(shift);
  const headers = { date, 'retry-after': dateAfter(shift + BUSY_FOR) };
  return { status: 429, headers, body: { message: 'too many requests' } };
}

/** The same answer by that clock: every time in JSON, and the end of a signed address (`se=`), is another. */
export function datedByClock(reply: Reply, shift: number): Reply {
  const dated = { ...reply, headers: { ...reply.headers, date: dateAfter(shift) } };
  if (typeof reply.body !== 'object' || reply.body instanceof Uint8Array) return dated;
  return {
    ...dated,
    body: JSON.parse(JSON.stringify(reply.body).replaceAll(TIME, (time) => shifted(time, shift))),
  };
}

const TIME = /\d{4}-\d\d-\d\dT\d\d(:|%3A)\d\d\1\d\d(?:\.\d{3})?Z/g;

function shifted(time: string, shift: number): string {
  const moved = new Date(Date.parse(time.replaceAll('%3A', ':')) + shift * 1000).toISOString();
  return time.includes('%3A') ? moved.replaceAll(':', '%3A') : moved;
}

function dateAfter(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toUTCString();
}
