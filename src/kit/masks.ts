/** The secrets of a run, kept out of everything that is printed (trust rule T27). */

export interface Masks {
  /** From now on `secret` is replaced wherever it stands, as it is, in base64 and URL-encoded. */
  add(secret: string): void;
  redact(text: string): string;
}

const replacement = '***';

export function createMasks(): Masks {
  const secrets = new Set<string>();
  return {
    add(secret) {
      if (secret === '') return;
      for (const form of [
        secret,
        // A service may name half of a character, which has no such form.
        encodeURIComponent(secret.toWellFormed()),
        base64(secret),
        base64(secret).replace(/=+$/, ''),
      ]) {
        secrets.add(form);
      }
    },
    redact(text) {
      // The longest first, so that no secret's tail stays behind when another one is its beginning.
      const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
      return longestFirst.reduce((redacted, secret) => redacted.replaceAll(secret, replacement), text);
    },
  };
}

/**
 * Keys whose values are words of a closed list that decide something. A secret can be any text, `fail` too: were these
 * redacted, a mask could turn a refusal into nothing.
 */
const decisive: ReadonlySet<string> = new Set(['status', 'outcome', 'code']);

/** `value`, plain data, with every free text in it redacted: before rendering, for an escaper may change a secret's look. */
export function redactAll<Value>(masks: Masks, value: Value): Value {
  if (typeof value === 'string') return masks.redact(value) as Value;
  if (Array.isArray(value)) return value.map((item) => redactAll(masks, item)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, decisive.has(key) ? item : redactAll(masks, item)]),
  ) as Value;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
