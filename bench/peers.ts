/** The programs that Custody is held against: from PATH, or from where the interoperation tests build them. */
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder } from './cache.ts';
import type { Peer, Program } from './measure.ts';

const built = cacheFolder('peers');

/** The path of a program; undefined when it is not on this machine. */
function find(name: string): string | undefined {
  // interop/peers.ts calls each folder after the program and the digest of what it was built from.
  const ours = (existsSync(built) ? readdirSync(built) : []).filter((folder) =>
    folder.startsWith(`${name}-`),
  );
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...ours.map((folder) => join(built, folder)),
  ];
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** `make` with the path of the program as its first word, or that it is missing. */
export function peer(name: string, label: string, make: (path: string) => Omit<Program, 'name'>): Peer {
  const path = find(name);
  return path === undefined ? { missing: label } : { name: label, ...make(path) };
}
