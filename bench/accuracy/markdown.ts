/** Tables and figures of the page. */

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Three digits, never rounded up to 1. */
export function share(value: number): string {
  return (Math.floor(value * 1_000 + 1e-9) / 1_000).toFixed(3);
}

/** @param most names before the rest is only counted */
export function named(all: readonly string[], most = 12): string {
  if (all.length === 0) return 'none';
  const shown = all.slice(0, most).map((one) => `\`${one}\``);
  return [...shown, ...(all.length > most ? [`and ${all.length - most} more`] : [])].join(', ');
}
