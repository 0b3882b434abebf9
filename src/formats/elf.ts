/** ELF (System V ABI, chapters 4 and 5: https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html), 32 and 64 bits. */
import type { ByteView } from './byte-view.ts';
import { type Image, imageView, nameAt, places, type Region } from './image.ts';

/** Where the fields stand: widths differ, and so does the order in a program header. */
const layouts = {
  32: { word: 4, header: [28, 32, 44, 48], section: [40, 12, 16, 20, 24], segment: [32, 24, 4, 8, 16] },
  64: { word: 8, header: [32, 40, 56, 60], section: [64, 16, 24, 32, 40], segment: [56, 4, 8, 16, 32] },
} as const;
type Layout = (typeof layouts)[keyof typeof layouts];

const NO_BITS = 8;
const LOADED = 1;
const WRITE = 2;
const EXECUTE = 1;

export function isElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

/** @throws Malformed */
export function readElf(bytes: Uint8Array): Image {
  const view = imageView(bytes, bytes[5] === 2 ? 'big' : 'little');
  const layout = layouts[view.u8(4) === 2 ? 64 : 32];
  const segments = segmentsOf(view, layout);
  const data = segments.find(({ writable, region }) => writable && region.bytes.length > 0)?.region;
  const loaded = segments.map(({ region }) => region);
  return { bytes, sections: sectionsOf(view, layout), loaded, ...(data && { data }) };
}

function sectionsOf(view: ByteView, layout: Layout): readonly Region[] {
  const [, tableAt, , countAt] = layout.header;
  const table = word(view, layout, tableAt);
  if (table === 0) return [];
  const [entry, , , sizeAt, linkAt] = layout.section;
  // Numbers that do not fit stand in the first section.
  const count = view.u16(countAt) || word(view, layout, table + sizeAt);
  const named = view.u16(countAt + 2);
  const names = sectionAt(
    view,
    layout,
    table + entry * (named === 0xffff ? view.u32(table + linkAt) : named),
  );
  return places(count).map((index) => {
    const at = table + entry * index;
    return { ...sectionAt(view, layout, at), name: nameAt(names.bytes, view.u32(at)) };
  });
}

function sectionAt(view: ByteView, layout: Layout, at: number): Region {
  const [, addressAt, offsetAt, sizeAt] = layout.section;
  const size = view.u32(at + 4) === NO_BITS ? 0 : word(view, layout, at + sizeAt);
  const bytes = size === 0 ? new Uint8Array() : view.part(word(view, layout, at + offsetAt), size);
  return { name: '', address: word(view, layout, at + addressAt), bytes };
}

function segmentsOf(
  view: ByteView,
  layout: Layout,
): readonly { readonly writable: boolean; readonly region: Region }[] {
  const [tableAt, , countAt] = layout.header;
  const table = word(view, layout, tableAt);
  const [entry, flagsAt, offsetAt, addressAt, sizeAt] = layout.segment;
  return places(view.u16(countAt)).flatMap((index) => {
    const at = table + entry * index;
    if (view.u32(at) !== LOADED) return [];
    const bytes = view.part(word(view, layout, at + offsetAt), word(view, layout, at + sizeAt));
    const writable = (view.u32(at + flagsAt) & (WRITE | EXECUTE)) === WRITE;
    return [{ writable, region: { name: '', address: word(view, layout, at + addressAt), bytes } }];
  });
}

function word(view: ByteView, { word: width }: Layout, at: number): number {
  return width === 8 ? view.u64(at) : view.u32(at);
}
