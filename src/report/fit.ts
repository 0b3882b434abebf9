/** Fitting text into what a platform takes: whole lines or blocks, in bytes of UTF-8. */

/** As many of the lines as fit; the first is shortened where it takes more than half, and `rest` follows what was left out. */
export function wholeLines(lines: readonly string[], most: number, rest: string): string {
  const [first = '', ...others] = lines;
  const kept = [clipped(first, Math.floor(most / 2))];
  let size = Buffer.byteLength(kept[0] ?? '');
  for (const line of others) {
    const next = size + Buffer.byteLength(line) + 1;
    if (next + Buffer.byteLength(rest) + 1 > most) return [...kept, rest].join('\n');
    kept.push(line);
    size = next;
  }
  return kept.join('\n');
}

/** As many whole blocks from the first on as fit, joined by line ends. @returns with how many those are */
export function wholeBlocks(
  blocks: readonly string[],
  most: number,
): { readonly text: string; readonly kept: number } {
  let size = 0;
  const over = blocks.findIndex((block) => {
    size += Buffer.byteLength(block) + 1;
    return size > most;
  });
  const kept = over < 0 ? blocks.length : over;
  return { text: blocks.slice(0, kept).join('\n'), kept };
}

/** `text` when it fits, else its beginning and an ellipsis; never half a character. */
export function clipped(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  let room = most - Buffer.byteLength('…');
  let kept = '';
  for (const character of text) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    kept += character;
  }
  return `${kept}…`;
}
