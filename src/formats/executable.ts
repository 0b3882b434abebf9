/** Compiled programs and libraries, whichever system they are for. */
import { isElf, readElf } from './elf.ts';
import { type Image, Malformed } from './image.ts';
import { isMachO, readMachO } from './macho.ts';
import { isPe, readPe } from './pe.ts';

/**
 * @returns `undefined` for what is no executable; nothing for one that is cut short, damaged, or has more parts than
 *   `limits.executableParts`: it cannot be looked into
 */
export function imagesOf(bytes: Uint8Array): readonly Image[] | undefined {
  const read = formatOf(bytes);
  try {
    return read?.(bytes);
  } catch (error) {
    if (error instanceof Malformed) return [];
    throw error;
  }
}

function formatOf(bytes: Uint8Array): ((bytes: Uint8Array) => readonly Image[]) | undefined {
  if (isElf(bytes)) return (all) => [readElf(all)];
  if (isPe(bytes)) return (all) => [readPe(all)];
  return isMachO(bytes) ? readMachO : undefined;
}
