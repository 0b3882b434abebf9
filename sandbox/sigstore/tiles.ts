/** A log's tree as tiles: 256 hashes, or 256 entries, per file. Follows C2SP tlog-tiles. */
import { rootHash } from './merkle.ts';

const WIDTH = 256;

export interface TiledLog {
  /** The entries' bytes and their leaf hashes, in the order of the log. */
  readonly bodies: readonly Uint8Array[];
  readonly leaves: readonly Uint8Array[];
}

/** The tile at `/tile/L/N[.p/W]` or `/tile/entries/N[.p/W]`; `undefined` for one that is not there, or not yet. */
export function tileOf(path: string, log: TiledLog): Uint8Array | undefined {
  const [, level, place = '', partial] =
    /^\/tile\/(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(
      path,
    ) ?? [];
  if (level === undefined) return undefined;
  const start = Number(place.replaceAll(/[x/]/g, '')) * WIDTH;
  const width = partial === undefined ? WIDTH : Number(partial);
  if (level === 'entries') return bundleOf(log.bodies.slice(start, start + width), width);
  const nodes = nodesAt(Number(level), log.leaves).slice(start, start + width);
  return nodes.length === width && width <= WIDTH ? new Uint8Array(Buffer.concat(nodes)) : undefined;
}

/** The hashes of the full subtrees of 256^level leaves. */
function nodesAt(level: number, leaves: readonly Uint8Array[]): readonly Uint8Array[] {
  const size = WIDTH ** level;
  const count = Math.floor(leaves.length / size);
  return Array.from({ length: count }, (_, i) => rootHash(leaves.slice(i * size, (i + 1) * size)));
}

function bundleOf(entries: readonly Uint8Array[], width: number): Uint8Array | undefined {
  if (entries.length !== width || width > WIDTH) return undefined;
  const parts = entries.flatMap((entry) => [Buffer.of(entry.length >> 8, entry.length & 0xff), entry]);
  return new Uint8Array(Buffer.concat(parts));
}
