/** Paths of modules that bundlers leave in what they do not minify: esbuild before each, webpack in its development mode. */

/** `// node_modules/a/b.js`, `"node_modules/a/b.js"(exports, module) {`, `!*** ./node_modules/a/b.js ***!`. */
const PATH =
  /(?:^\/\/ |^[ \t]{0,8}"|!\*\*\* |^\/\*\*\*\/ ")((?:\.{1,2}\/){0,16}node_modules\/[^"\n*]{1,1024}?\.[cm]?js(?:on)?)(?:$|"(?=[(:])| \*\*\*!)/gm;

const texts = new TextDecoder('latin1');

/** Each path → the line that it stands on, from 1, where it stands first. */
export function byBanner(bytes: Uint8Array): ReadonlyMap<string, number> {
  const text = texts.decode(bytes);
  const found = new Map<string, number>();
  let [line, counted] = [1, 0];
  for (const match of text.matchAll(PATH)) {
    for (
      let at = text.indexOf('\n', counted);
      at !== -1 && at < match.index;
      at = text.indexOf('\n', counted)
    ) {
      line += 1;
      counted = at + 1;
    }
    const path = match[1] ?? '';
    if (!found.has(path)) found.set(path, line);
  }
  return found;
}
