/** PE (https://learn.microsoft.com/windows/win32/debug/pe-format): programs of Windows and UEFI. */
import { type Image, imageView, nameAt, places, type Region } from './image.ts';

const SIGNATURE = 0x00004550;
const WIDE = 0x20b;
const INITIALISED = 0x40;
const EXECUTE = 0x20000000;
const WRITE = 0x80000000;

/** A text may begin with the same two letters, and programs of DOS do: the signature has to be there. */
export function isPe(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x4d || bytes[1] !== 0x5a || bytes.length < 64) return false;
  const view = imageView(bytes, 'little');
  const start = view.u32(60);
  return start + 4 <= bytes.length && view.u32(start) === SIGNATURE;
}

/** @throws Malformed */
export function readPe(bytes: Uint8Array): Image {
  const view = imageView(bytes, 'little');
  const start = view.u32(60);
  const optional = start + 24;
  const base = view.u16(optional) === WIDE ? view.u64(optional + 24) : view.u32(optional + 28);
  const table = optional + view.u16(start + 20);
  const sections = places(view.u16(start + 6)).map((index) => {
    const at = table + 40 * index;
    const flags = view.u32(at + 36);
    // In the file they are filled up to whole blocks.
    const [inMemory, inFile] = [view.u32(at + 8), view.u32(at + 16)];
    const region: Region = {
      name: nameAt(view.part(at, 8), 0),
      address: base + view.u32(at + 12),
      bytes: view.part(view.u32(at + 20), inMemory === 0 ? inFile : Math.min(inMemory, inFile)),
    };
    return {
      region,
      isData: (flags & INITIALISED) !== 0 && (flags & WRITE) !== 0 && (flags & EXECUTE) === 0,
    };
  });
  const data = sections.find(({ isData, region }) => isData && region.bytes.length > 0)?.region;
  const regions = sections.map(({ region }) => region);
  return { bytes, sections: regions, loaded: regions, ...(data && { data }) };
}
