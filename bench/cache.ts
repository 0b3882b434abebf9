/** Where what was fetched or built once is kept, outside of the tree. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export function cacheFolder(name: 'bench' | 'peers'): string {
  return join(process.env['CUSTODY_CACHE'] ?? join(homedir(), '.cache', 'custody'), name);
}
