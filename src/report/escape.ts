/**
 * One escaper per sink (trust rule T28). Nothing that an attacker writes, such as a subject name, a ref or a message of
 * a service, can become a workflow command, a terminal escape, Markdown, HTML or shell through these.
 */

/**
 * Characters that a terminal obeys or that a reader cannot see: control, format (bidirectional and zero-width ones
 * among them), surrogates, private and unassigned ones, line separators, fillers, and every space but U+0020. The runner
 * looks for its commands with culture-aware comparison, which passes over the zero-width ones: `#<U+200B>#[` would count.
 */
const unseen = /[\p{C}\p{Zl}\p{Zp}\p{DI}]|(?! )\p{Zs}/gu;

/** `text` with everything unseen spelled out as `\u{…}`: one line that shows what it holds. */
export function visible(text: string): string {
  return text.replace(unseen, codePoint);
}

/**
 * One line, or part of one, for a log. What the runner would read as a command is defused: `::` where a line begins and
 * `##[` anywhere (https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs).
 */
export function forLog(text: string): string {
  return visible(text)
    .replace(/^( *):(?=:)/, '$1\\u{3a}')
    .replaceAll('##[', '##\\u{5b}');
}

/**
 * Prose in Markdown, GitHub's, in a paragraph or a table cell. Whatever could begin structure becomes an entity, which
 * Markdown never reads as structure; a zero-width space (entity too) stops GitHub's mentions and issue references, which
 * work on the rendered text.
 */
export function forMarkdown(text: string): string {
  return inert(visible(text))
    .replace(/^ +/, (spaces) => entity(' ').repeat(spaces.length))
    .replace(/^[-+=]/, entity)
    .replace(/^(\d{1,9})([.)])/, (_, digits: string, mark: string) => digits + entity(mark));
}

/** Prose of ours in Markdown: what stands between two backticks is shown as code, everything else is inert. */
export function forMarkdownProse(text: string): string {
  return visible(text)
    .split(/(`[^`]+`)/)
    .map((part, index, parts) => {
      if (index % 2 === 1) return forMarkdownCode(part.slice(1, -1));
      if (index === 0) return forMarkdown(part);
      // Two spans without anything between them would be read as one.
      return part === '' && index < parts.length - 1 ? ' ' : inert(part);
    })
    .join('');
}

/** A value in Markdown, shown literally as code, in a paragraph or a table cell. */
export function forMarkdownCode(text: string): string {
  if (text === '') return '(empty)';
  // A table is cut at its pipes before code is looked for; and a span of nothing but spaces would be no span.
  const content = visible(text)
    .replaceAll('|', '\\u{7c}')
    .replace(/^ +$/, (spaces) => '\\u{20}'.repeat(spaces.length));
  const fence = '`'.repeat(longestRun(content) + 1);
  const pad = /^[` ]|[` ]$/.test(content) ? ' ' : '';
  return fence + pad + content + pad + fence;
}

/** A block of code in Markdown; `language` is ours. Each line of `text` is made visible. */
export function forMarkdownBlock(language: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return [fence + language, ...text.split('\n').map(visible), fence].join('\n');
}

/**
 * One line of a SARIF message (SARIF 2.1.0 §3.11): no link, which brackets would make, and no placeholder, which braces
 * would. Where a reader takes no notice of the backslashes, a space still keeps brackets from being a link.
 */
export function forSarif(text: string): string {
  return text
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&')
    .replaceAll('](', '] (')
    .replace(unseen, (character) => `<U+${hexadecimal(character).toUpperCase().padStart(4, '0')}>`);
}

/** One word for a POSIX shell. */
export function forShell(word: string): string {
  if (word.includes('\0')) throw new RangeError('A word of a shell command cannot hold NUL.');
  return /^[\w@%+:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command for a POSIX shell. */
export function shellCommand(words: readonly string[]): string {
  return words.map(forShell).join(' ');
}

function codePoint(character: string): string {
  return `\\u{${hexadecimal(character)}}`;
}

function hexadecimal(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16);
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

function inert(text: string): string {
  return text.replace(/[&<>`*_~[\]\\|$^{}@#]|:(?=\S)|(?<=www)\./gi, (character) =>
    character === '@' || character === '#' ? entity(character) + entity('\u200b') : entity(character),
  );
}

function longestRun(text: string): number {
  return text.match(/`+/g)?.reduce((longest, run) => Math.max(longest, run.length), 0) ?? 0;
}
