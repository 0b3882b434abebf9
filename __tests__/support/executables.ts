/** Programs made by hand: one section that can be written, with a name, at an address, in each format. */

export interface Made {
  readonly name?: string;
  readonly content: Uint8Array;
  /** A multiple of 16; where the content is loaded. */
  readonly address?: number;
  /** Of a section that is there twice. */
  readonly again?: string;
}

type Order = 'little' | 'big';
type Width = 32 | 64;

/** Writes numbers of two, four, or as many bytes as a word has. */
function writer(order: Order, width: Width) {
  const little = order === 'little';
  const put = (size: number) => (value: number) => {
    const bytes = Buffer.alloc(size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, size);
    if (size === 8) view.setBigUint64(0, BigInt(value), little);
    else if (size === 4) view.setUint32(0, value, little);
    else view.setUint16(0, value, little);
    return bytes;
  };
  return { half: put(2), word: put(4), long: put(width === 64 ? 8 : 4) };
}

const fixed = (text: string, length: number) =>
  Buffer.concat([Buffer.from(text), Buffer.alloc(length)]).subarray(0, length);

export function elf(
  { name = '.data', content, address = 0x4000, again }: Made,
  width: Width = 64,
  order: Order = 'little',
): Buffer {
  const { half, word, long } = writer(order, width);
  const [head, program, section] = width === 64 ? [64, 56, 64] : [52, 32, 40];
  const names = Buffer.from(`\0${name}\0${again ?? ''}\0`);
  const start = head + program;
  const namesAt = start + content.length;
  const table = namesAt + names.length;
  const count = again === undefined ? 3 : 4;
  const ident = Buffer.from([
    0x7f,
    0x45,
    0x4c,
    0x46,
    width === 64 ? 2 : 1,
    order === 'big' ? 2 : 1,
    1,
    ...Array(9).fill(0),
  ]);
  const header = [ident, half(2), half(62), word(1), long(0), long(head), long(table), word(0)];
  const counts = [half(head), half(program), half(1), half(section), half(count), half(1)];
  const [offset, at, length] = [long(start), long(address), long(content.length)];
  const segment =
    width === 64
      ? [word(1), word(6), offset, at, at, length, length, long(16)]
      : [word(1), offset, at, at, length, length, word(6), long(16)];
  const entry = (index: number, type: number, place: number, from: number, size: number) => [
    word(index),
    word(type),
    long(3),
    long(place),
    long(from),
    long(size),
    word(0),
    word(0),
    long(16),
    long(0),
  ];
  const sections = [
    ...entry(0, 0, 0, 0, 0),
    ...entry(0, 3, 0, namesAt, names.length),
    ...entry(1, 1, address, start, content.length),
    ...(again === undefined ? [] : entry(2 + name.length, 1, address, start, content.length)),
  ];
  return Buffer.concat([...header, ...counts, ...segment, content, names, ...sections]);
}

export function pe({ name = '.data', content, address = 0x4000 }: Made, width: Width = 64): Buffer {
  const { half, word } = writer('little', width);
  const optional = width === 64 ? 112 : 96;
  const start = 64 + 24 + optional + 40;
  const base = 0x1000;
  const filled = Math.ceil(content.length / 512) * 512;
  return Buffer.concat([
    fixed('MZ', 60),
    word(64),
    Buffer.from('PE\0\0'),
    ...[half(0x8664), half(1), word(0), word(0), word(0), half(optional), half(2)],
    ...(width === 64
      ? [half(0x20b), Buffer.alloc(22), writer('little', 64).long(base), Buffer.alloc(optional - 32)]
      : [half(0x10b), Buffer.alloc(26), word(base), Buffer.alloc(optional - 32)]),
    ...[fixed(name, 8), word(content.length), word(address - base), word(filled), word(start)],
    ...[Buffer.alloc(12), word(0xc0000040)],
    content,
    Buffer.alloc(filled - content.length),
  ]);
}

export function machO(
  { name = '__data', content, address = 0x4000 }: Made,
  width: Width = 64,
  order: Order = 'little',
): Buffer {
  const { word, long } = writer(order, width);
  const [head, command, section] = width === 64 ? [32, 72, 80] : [28, 56, 68];
  const start = head + 8 + command + section;
  const magic = width === 64 ? 0xfeedfacf : 0xfeedface;
  return Buffer.concat([
    ...[word(magic), word(0), word(0), word(2), word(2), word(8 + command + section), word(0)],
    ...(width === 64 ? [word(0)] : []),
    // A command that is no segment comes first.
    ...[word(0x1b), word(8)],
    ...[word(width === 64 ? 0x19 : 1), word(command + section), fixed('__DATA', 16)],
    ...[
      long(address),
      long(content.length),
      long(start),
      long(content.length),
      word(3),
      word(3),
      word(1),
      word(0),
    ],
    ...[fixed(name, 16), fixed('__DATA', 16), long(address), long(content.length), word(start)],
    Buffer.alloc(width === 64 ? 28 : 24),
    content,
  ]);
}

/** Each begins where it would on a Mac: not aligned, for nothing here asks. */
export function universal(parts: readonly Buffer[], width: Width = 32): Buffer {
  const { word, long } = writer('big', width);
  const head = 8 + parts.length * (width === 64 ? 32 : 20);
  let offset = head;
  const entries = parts.flatMap((part) => {
    const entry = [
      word(0),
      word(0),
      long(offset),
      long(part.length),
      word(0),
      ...(width === 64 ? [word(0)] : []),
    ];
    offset += part.length;
    return entry;
  });
  return Buffer.concat([
    word(width === 64 ? 0xcafebabf : 0xcafebabe),
    word(parts.length),
    ...entries,
    ...parts,
  ]);
}

/** Every format, width and byte order. */
export const formats: readonly (readonly [name: string, make: (made: Made) => Buffer])[] = [
  ...([64, 32] as const).flatMap((width) =>
    (['little', 'big'] as const).flatMap((order) => [
      [`ELF ${width} ${order}`, (made: Made) => elf(made, width, order)] as const,
      [`Mach-O ${width} ${order}`, (made: Made) => machO(made, width, order)] as const,
    ]),
  ),
  ['PE 64', (made) => pe(made, 64)],
  ['PE 32', (made) => pe(made, 32)],
  ['universal', (made) => universal([machO(made)])],
  ['universal 64', (made) => universal([machO(made)], 64)],
];
