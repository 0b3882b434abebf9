/** How far one name is from another, for a reader who mistyped it. */

/** Levenshtein's distance, by characters, where a `*` in the pattern stands for anything and `?` for one character. */
export function editsBetween(pattern: string, name: string): number {
  const letters = [...name];
  let row = [0, ...letters.map((_, index) => index + 1)];
  for (const wanted of pattern) {
    const free = wanted === '*';
    const next = [(row[0] ?? 0) + (free ? 0 : 1)];
    letters.forEach((letter, index) => {
      const change = free || wanted === '?' || wanted === letter ? 0 : 1;
      const cost = free ? 0 : 1;
      const left = (next[index] ?? 0) + cost;
      const above = (row[index + 1] ?? 0) + cost;
      next.push(Math.min(left, above, (row[index] ?? 0) + change));
    });
    row = next;
  }
  return row[letters.length] ?? 0;
}
