/** The keys of pnpm's lockfiles: which package, which version, and which peers it found (https://github.com/pnpm/spec). */

export interface PnpmPath {
  readonly name: string;
  readonly version: string;
  /** Where the key begins with a host. */
  readonly registry?: string;
}

/**
 * The key without the peers behind it: `(react@18.2.0)`, within each other too; up to version 5 `_react@18.2.0`, or a
 * hash where that is too long.
 */
export function withoutPeers(key: string): string {
  let end = key.length;
  while (key[end - 1] === ')') {
    const start = openingOf(key, end - 1);
    if (start === undefined) break;
    end = start;
  }
  return key.slice(0, end);
}

function openingOf(key: string, closing: number): number | undefined {
  let depth = 0;
  for (let at = closing; at >= 0; at -= 1) {
    if (key[at] === ')') depth += 1;
    if (key[at] === '(') depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

/** `/name/1.0.0_peers` and `host/name/1.0.0`, as up to version 5. `undefined` for a key of another form. */
export function slashedPath(key: string): PnpmPath | undefined {
  const parts = /^([^/:@]*)\/((?:@[^/]+\/)?[^/@]+)\/([^/_]+)(?:_.*)?$/s.exec(key);
  return parts ? pathOf(parts) : undefined;
}

/** `name@1.0.0`, before version 9 with a `/` or a host and `/` before it. `undefined` for a key of another form. */
export function atPath(key: string): PnpmPath | undefined {
  const parts = /^(?:([^/:@]*)\/)?((?:@[^/@]+\/)?[^/@]+)@(.+)$/s.exec(key);
  return parts ? pathOf(parts) : undefined;
}

function pathOf([, registry = '', name = '', version = '']: readonly string[]): PnpmPath {
  return { name, version, ...(registry !== '' && { registry }) };
}
