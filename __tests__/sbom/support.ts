/** Inventories made by hand, and readers that see what a test wants them to see. */
import type { Inventory, InventoryFile, Package, Reader, Surroundings } from '../../src/model/inventory.ts';

export const alone: Surroundings = {
  near: async () => undefined,
  locked: [],
  installed: async function* () {},
};

export function npm(name: string, changes: Partial<Package> = {}): Package {
  const version = changes.version ?? '1.0.0';
  return {
    id: `${name}@${version}`,
    type: 'npm',
    name,
    version,
    at: { file: 'package-lock.json', line: 1 },
    ...changes,
  };
}

export function inventory(packages: readonly Package[], changes: Partial<Inventory> = {}): Inventory {
  return { packages, gaps: [], ...changes };
}

export function file(path: string, content: string | number = path): InventoryFile {
  const bytes = typeof content === 'number' ? new Uint8Array(content) : new TextEncoder().encode(content);
  return { path, bytes };
}

/** Recognises one path and says what it is told to say. */
export function readerOf(path: string, said: Inventory, changes: Partial<Reader> = {}): Reader {
  return {
    name: path,
    ecosystem: 'test',
    reads: path,
    method: 'manifest',
    gives: [],
    recognises: (one) => one.path === path,
    read: () => said,
    ...changes,
  };
}
