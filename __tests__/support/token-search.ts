/**
 * The search for credentials in faults: everything that an error could show is rendered, and searched for every
 * 12-character window of the token, plain, base64, base64url, hexadecimal and URL-encoded (trust rule T27).
 */
import { inspect } from 'node:util';

const WINDOW = 12;

/** Fails when any part of `token` can be seen in `error`: message, hint, stack, cause chain, JSON or inspection. */
export function expectNoToken(error: unknown, token: string): void {
  const leak = findToken(renderError(error), token);
  if (leak !== undefined) throw new Error(`the error shows ${leak.length} characters of the token: ${leak}`);
}

/** The same for any text: a log, a summary, an output file. */
export function expectTextWithoutToken(text: string, token: string): void {
  const leak = findToken(text, token);
  if (leak !== undefined) throw new Error(`the text shows ${leak.length} characters of the token: ${leak}`);
}

/** The first window of the token that stands in `text`, in any of the encodings. */
export function findToken(text: string, token: string): string | undefined {
  if (token.length < WINDOW) throw new Error('a token of fewer than 12 characters cannot be searched for');
  for (const form of encodings(token)) {
    for (let i = 0; i + WINDOW <= form.length; i += 1) {
      const window = form.slice(i, i + WINDOW);
      if (text.includes(window)) return window;
    }
  }
  return undefined;
}

/** Every way in which an error may be shown, joined. */
export function renderError(error: unknown): string {
  const parts: string[] = [];
  const seen = new Set<unknown>();
  let next = error;
  while (typeof next === 'object' && next !== null && !seen.has(next)) {
    seen.add(next);
    parts.push(
      ...propertiesOf(next),
      inspect(next, { depth: 12, showHidden: true, maxStringLength: null }),
      json(next),
    );
    next = (next as { cause?: unknown }).cause;
  }
  return [String(error), ...parts].join('\n');
}

function propertiesOf(value: object): string[] {
  return Object.getOwnPropertyNames(value).map((name) => String((value as Record<string, unknown>)[name]));
}

function json(value: object): string {
  try {
    return JSON.stringify(value, Object.getOwnPropertyNames(value)) + JSON.stringify(value);
  } catch {
    return '';
  }
}

function encodings(token: string): string[] {
  const shifted = ['', ' ', '  '].map((prefix) => Buffer.from(prefix + token));
  const past = (text: string, i: number): string => (i === 0 ? text : text.slice(4));
  return [
    token,
    encodeURIComponent(token),
    Buffer.from(token).toString('hex'),
    ...shifted.map((bytes, i) => past(bytes.toString('base64'), i)),
    ...shifted.map((bytes, i) => past(bytes.toString('base64url'), i)),
  ];
}
