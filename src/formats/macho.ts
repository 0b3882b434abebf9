/** Mach-O (mach-o/loader.h and mach-o/fat.h of Apple's cctools), 32 and 64 bits, and universal files of several. */
import { limits } from '../model/limits.ts';
import type { ByteView } from './byte-view.ts';
import { type Image, imageView, Malformed, nameAt, places, type Region } from './image.ts';

const layouts = {
  32: {
    header: 28,
    command: 0x1,
    word: 4,
    file: [32, 36, 44, 48],
    sections: 56,
    section: [68, 32, 36, 40, 56],
  },
  64: {
    header: 32,
    command: 0x19,
    word: 8,
    file: [40, 48, 60, 64],
    sections: 72,
    section: [80, 32, 40, 48, 64],
  },
} as const;
type Layout = (typeof layouts)[keyof typeof layouts];

const UNIVERSAL = 0xcafebabe;
const UNIVERSAL64 = 0xcafebabf;
const READ_WRITE = 3;
/** Kinds of sections that take no room in the file. */
const ZEROS: readonly number[] = [0x1, 0xc, 0x12];

export function isMachO(bytes: Uint8Array): boolean {
  return formOf(bytes) !== undefined;
}

/** @throws Malformed */
export function readMachO(bytes: Uint8Array): readonly Image[] {
  const form = formOf(bytes);
  if (form !== 'universal' && form !== 'universal64') return [readOne(bytes)];
  const view = imageView(bytes, 'big');
  const parts = places(view.u32(4)).map((index) => {
    const at = 8 + (form === 'universal' ? 20 : 32) * index;
    return form === 'universal'
      ? view.part(view.u32(at + 8), view.u32(at + 12))
      : view.part(view.u64(at + 8), view.u64(at + 16));
  });
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  if (total > bytes.length) throw new Malformed('its parts overlap');
  return parts.map(readOne);
}

type Form = 'universal' | 'universal64' | `${'big' | 'little'}${32 | 64}`;

function formOf(bytes: Uint8Array): Form | undefined {
  if (bytes.length < 8) return undefined;
  const view = imageView(bytes, 'big');
  const count = view.u32(4);
  const isUniversal = count > 0 && count <= limits.executableArchitectures;
  switch (view.u32(0)) {
    case 0xfeedface:
      return 'big32';
    case 0xfeedfacf:
      return 'big64';
    case 0xcefaedfe:
      return 'little32';
    case 0xcffaedfe:
      return 'little64';
    case UNIVERSAL:
      return isUniversal ? 'universal' : undefined;
    case UNIVERSAL64:
      return isUniversal ? 'universal64' : undefined;
    default:
      return undefined;
  }
}

function readOne(bytes: Uint8Array): Image {
  const form = formOf(bytes);
  if (form === undefined || form.startsWith('universal')) throw new Malformed('a part of it is no program');
  const view = imageView(bytes, form.startsWith('big') ? 'big' : 'little');
  const layout = layouts[form.endsWith('64') ? 64 : 32];
  const sections: Region[] = [];
  const loaded: Region[] = [];
  let data: Region | undefined;
  let at: number = layout.header;
  for (const _ of places(view.u32(16))) {
    const length = view.u32(at + 4);
    if (length < 8) throw new Malformed('a command has no length');
    if (view.u32(at) === layout.command) {
      const { region, protection, count } = segmentAt(view, layout, at);
      loaded.push(region);
      if (protection === READ_WRITE && region.bytes.length > 0) data ??= region;
      for (const index of places(count)) {
        if (sections.length === limits.executableParts) throw new Malformed('it has too many sections');
        sections.push(sectionAt(view, layout, at + layout.sections + layout.section[0] * index));
      }
    }
    at += length;
  }
  return { bytes, sections, loaded, ...(data && { data }) };
}

function segmentAt(view: ByteView, layout: Layout, at: number) {
  const [offsetAt, sizeAt, protectionAt, countAt] = layout.file;
  const bytes = view.part(word(view, layout, at + offsetAt), word(view, layout, at + sizeAt));
  const region: Region = {
    name: nameAt(view.part(at + 8, 16), 0),
    address: word(view, layout, at + 24),
    bytes,
  };
  return { region, protection: view.u32(at + protectionAt), count: view.u32(at + countAt) };
}

function sectionAt(view: ByteView, layout: Layout, at: number): Region {
  const [, addressAt, sizeAt, offsetAt, flagsAt] = layout.section;
  const isEmpty = ZEROS.includes(view.u32(at + flagsAt) & 0xff);
  return {
    name: nameAt(view.part(at, 16), 0),
    address: word(view, layout, at + addressAt),
    bytes: isEmpty ? new Uint8Array() : view.part(view.u32(at + offsetAt), word(view, layout, at + sizeAt)),
  };
}

function word(view: ByteView, { word: width }: Layout, at: number): number {
  return width === 8 ? view.u64(at) : view.u32(at);
}
