/** A table in GitHub's Markdown. Heads and cells are Markdown already, escaped, without a pipe or a line end. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
