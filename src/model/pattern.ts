/**
 * Segment globs (trust rule T3): `*` stands for any run of characters within one segment between slashes, everything
 * else for itself. No `**`, no `?`, no classes, and always the whole text.
 */

/** True when `text` equals `pattern` segment by segment. Linear in time: no regular expression is built. */
export function matchesPattern(pattern: string, text: string): boolean {
  const wanted = pattern.split('/');
  const found = text.split('/');
  return (
    wanted.length === found.length && wanted.every((segment, i) => matchesSegment(segment, found[i] ?? ''))
  );
}

/** What is wrong with a pattern, or `undefined`. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern === '') return 'it is empty';
  if (pattern.includes('**')) return '`**` is not a wildcard here; `*` matches within one segment';
  if (/[?[\]{}\\\s]/.test(pattern)) return 'only `*` is a wildcard; ? [ ] { } \\ and spaces cannot be used';
  if (pattern.split('/').every((segment) => /^\*?$/.test(segment))) return 'it matches everything';
  return undefined;
}

function matchesSegment(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const first = parts.shift() ?? '';
  const last = parts.pop();
  if (last === undefined) return text === pattern;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  const middle = text.slice(first.length, text.length - last.length);
  let from = 0;
  for (const part of parts) {
    const index = middle.indexOf(part, from);
    if (index < 0) return false;
    from = index + part.length;
  }
  return true;
}
