/** What attacks on readers of a report are made of, and how a test looks past what is inert in Markdown. */
import fc from 'fast-check';

export const attack = fc
  .array(
    fc.constantFrom(
      '::error::x',
      '##[error]x',
      '\n',
      '\r',
      '\u2028',
      '\u001b[31m',
      '\u202e',
      '<img src=x>',
      '<!--',
      '</details>',
      '| x |',
      '`',
      '```',
      '# h',
      '[a](javascript:b)',
      '\\](https://evil.example)',
      '{0}',
      '../',
      'plain',
      ' ',
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''));

/** Markdown with its code taken out: what is left is read as structure. */
export function withoutCode(markdown: string): string {
  return markdown
    .replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '')
    .replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
}
