/** ZIP files made by hand, as wrong as a test wants them. */
import { crc32, deflateRawSync } from 'node:zlib';

/** Each value of `local` and `central` takes the place of the right one there. */
export interface ZipPart {
  readonly name?: string | Uint8Array;
  readonly content?: string | Uint8Array;
  readonly packed?: Uint8Array;
  readonly stored?: boolean;
  readonly flags?: number;
  /** Of a Unix file, the upper 16 bits of the attributes. */
  readonly mode?: number;
  readonly madeOn?: number;
  /** Behind the bytes. */
  readonly descriptor?: Uint8Array;
  readonly local?: Partial<ZipFields>;
  readonly central?: Partial<ZipFields>;
  /** Bytes between this entry and the next. */
  readonly gap?: Uint8Array;
}

interface ZipFields {
  readonly name: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly extra: Uint8Array;
  readonly offset: number;
  readonly disk: number;
}

export interface ZipEnd {
  readonly prefix?: Uint8Array;
  readonly behindEntries?: Uint8Array;
  readonly behindDirectory?: Uint8Array;
  readonly comment?: Uint8Array;
  readonly behind?: Uint8Array;
  readonly count?: number;
  readonly start?: number;
  readonly size?: number;
  readonly disk?: number;
}

export function zipOf(parts: readonly ZipPart[], end: ZipEnd = {}): Buffer {
  const prefix = Buffer.from(end.prefix ?? '');
  const chunks: Buffer[] = [prefix];
  const directory: Buffer[] = [];
  let offset = prefix.length;
  for (const part of parts) {
    const fields = fieldsOf(part, offset);
    const local = localHeader({ ...fields.all, ...part.local }, fields.packed, part);
    chunks.push(local);
    directory.push(centralHeader({ ...fields.all, ...part.central }, part));
    offset += local.length;
  }
  chunks.push(Buffer.from(end.behindEntries ?? ''));
  offset += end.behindEntries?.length ?? 0;
  const central = Buffer.concat(directory);
  const comment = Buffer.from(end.comment ?? '');
  const last = numbers(
    [4, 0x06054b50],
    [2, end.disk ?? 0],
    [2, end.disk ?? 0],
    [2, end.count ?? parts.length],
    [2, end.count ?? parts.length],
    [4, end.size ?? central.length],
    [4, end.start ?? offset],
    [2, comment.length],
  );
  return Buffer.concat([
    ...chunks,
    central,
    Buffer.from(end.behindDirectory ?? ''),
    last,
    comment,
    Buffer.from(end.behind ?? ''),
  ]);
}

export function numbers(...list: readonly (readonly [width: 2 | 4 | 8, value: number])[]): Buffer {
  return Buffer.concat(
    list.map(([width, value]) => {
      const bytes = Buffer.alloc(width);
      if (width === 8) bytes.writeBigUInt64LE(BigInt(value));
      else bytes.writeUIntLE(value, 0, width);
      return bytes;
    }),
  );
}

export function extraField(id: number, content: Uint8Array): Buffer {
  return Buffer.concat([numbers([2, id], [2, content.length]), content]);
}

function fieldsOf(part: ZipPart, offset: number) {
  const content = Buffer.from(part.content ?? 'hello');
  const stored = part.stored === true || content.length === 0;
  const packed = part.packed ?? (stored ? content : deflateRawSync(content));
  const all: ZipFields = {
    name: Buffer.from(part.name ?? 'a.txt'),
    flags: part.flags ?? 0,
    method: stored ? 0 : 8,
    crc: crc32(content),
    packed: packed.length,
    size: content.length,
    extra: Buffer.alloc(0),
    offset,
    disk: 0,
  };
  return { all, packed };
}

function localHeader(f: ZipFields, packed: Uint8Array, part: ZipPart): Buffer {
  const head = numbers(
    [4, 0x04034b50],
    [2, 20],
    [2, f.flags],
    [2, f.method],
    [4, 0],
    [4, f.crc],
    [4, f.packed],
  );
  const lengths = numbers([4, f.size], [2, f.name.length], [2, f.extra.length]);
  return Buffer.concat(
    [head, lengths, f.name, f.extra, packed, part.descriptor ?? '', part.gap ?? ''].map((x) =>
      Buffer.from(x),
    ),
  );
}

function centralHeader(f: ZipFields, part: ZipPart): Buffer {
  const attributes = (part.mode ?? 0) * 0x10000;
  return Buffer.concat([
    numbers(
      [4, 0x02014b50],
      [2, 20 + 256 * (part.madeOn ?? 3)],
      [2, 20],
      [2, f.flags],
      [2, f.method],
      [4, 0],
    ),
    numbers(
      [4, f.crc],
      [4, f.packed],
      [4, f.size],
      [2, f.name.length],
      [2, f.extra.length],
      [2, 0],
      [2, f.disk],
    ),
    numbers([2, 0], [4, attributes], [4, f.offset]),
    f.name,
    f.extra,
  ]);
}
