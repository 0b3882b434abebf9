/**
 * Whether a program was put together from several by a tool. It was where the run-time code of a bundler or the path of
 * a module in `node_modules` stands in it, where it points to a source map, where it is larger than people write, and
 * where its lines are longer. All else a person wrote, and is the product's own.
 */
import type { InventoryFile } from '../../model/inventory.ts';

/** Names from the run-time code of webpack, ncc, esbuild, Rollup, Parcel, Browserify and Bun. */
const RUNTIME =
  /__(?:webpack|nccwpck)_(?:require|modules)__|__(?:commonJS|toESM|toCommonJS|esm)\b|commonjsGlobal|parcelRequire|MODULE_NOT_FOUND",?[\w$]+\}|\/\/ @bun\b/;
const MODULE_PATH = /^\s*(?:\/\/ |"|\/\*\*\*\/ ")(?:\.{0,2}\/)*node_modules\//m;
const POINTER = /^\/\/[#@] sourceMappingURL=/m;
/** Programs of this size that people wrote exist, and few. */
const LARGE = 256 * 1024;
const MINIFIED = { bytes: 2 * 1024, perLine: 250 } as const;

const texts = new TextDecoder('latin1');

export function isBundled({ path, bytes }: InventoryFile): boolean {
  if (!/\.[cm]?js$/.test(path)) return false;
  if (bytes.length >= LARGE || isMinified(bytes)) return true;
  const text = texts.decode(bytes);
  return RUNTIME.test(text) || MODULE_PATH.test(text) || POINTER.test(text);
}

function isMinified(bytes: Uint8Array): boolean {
  if (bytes.length < MINIFIED.bytes) return false;
  let lines = 1;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  return bytes.length / lines > MINIFIED.perLine;
}
