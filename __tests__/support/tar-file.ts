/** Tar archives made by hand, as wrong as a test wants them. */

export interface TarPart {
  readonly name?: string | Uint8Array;
  readonly type?: string;
  readonly link?: string;
  readonly content?: string | Uint8Array;
  /** Instead of that of the content. */
  readonly size?: number | Uint8Array;
  readonly prefix?: string;
  readonly magic?: string;
  readonly checksum?: number;
}

export const ENDING = Buffer.alloc(1024);

export function tarOf(...parts: readonly TarPart[]): Buffer {
  return Buffer.concat([...parts.map(tarPart), ENDING]);
}

export function tarPart(part: TarPart): Buffer {
  const content = Buffer.from(part.content ?? '');
  const block = Buffer.alloc(512);
  block.set(Buffer.from(part.name ?? 'a').subarray(0, 100), 0);
  block.write('0000644\0', 100);
  block.set(sizeField(part.size ?? content.length), 124);
  block.write('        ', 148);
  block.write(part.type ?? '0', 156, 'latin1');
  block.write(part.link ?? '', 157, 100);
  block.write(part.magic ?? 'ustar\x0000', 257, 'latin1');
  block.write(part.prefix ?? '', 345, 155);
  const sum = part.checksum ?? block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([block, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

export function pax(type: 'x' | 'g', records: Readonly<Record<string, string>>): TarPart {
  const content = Object.entries(records).map(([key, value]) => paxRecord(`${key}=${value}\n`));
  return { name: 'pax', type, content: content.join('') };
}

/** @param rest what follows the length and the space */
export function paxRecord(rest: string): string {
  let length = Buffer.byteLength(rest) + 2;
  while (Buffer.byteLength(`${length} ${rest}`) !== length) length += 1;
  return `${length} ${rest}`;
}

function sizeField(size: number | Uint8Array): Uint8Array {
  return typeof size === 'number' ? Buffer.from(`${size.toString(8).padStart(11, '0')}\0`) : size;
}
