/**
 * Builds dist/ from src/, byte for byte the same on every machine.
 *
 *     npm run build              writes dist/ anew and prints the sizes
 *     npm run build -- --check   builds, and exits 1 with the differences if the committed dist/ is another
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuiltFile, buildBundle } from './build/bundle.ts';
import { differences } from './build/compare.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

function write(files: ReadonlyMap<string, BuiltFile>): void {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  for (const [name, { text, executable }] of files) {
    writeFileSync(join(dist, name), text, { mode: executable ? 0o755 : 0o644 });
  }
}

function printSizes(files: ReadonlyMap<string, BuiltFile>): void {
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1).padStart(9)} kB`;
  const sizes = [...files].map(([name, { text }]) => [name, Buffer.byteLength(text)] as const);
  for (const [name, bytes] of sizes) console.log(`${kilobytes(bytes)}  ${name}`);
  console.log(`${kilobytes(sizes.reduce((sum, [, bytes]) => sum + bytes, 0))}  in ${sizes.length} files`);
}

const [option, ...more] = process.argv.slice(2);
if (more.length > 0 || (option !== undefined && option !== '--check')) {
  console.error('usage: build [--check]');
  process.exit(2);
}
const files = await buildBundle(root).catch((error: Error) => {
  console.error(`dist/ was not built: ${error.message}`);
  process.exit(1);
});
if (option === '--check') {
  const found = differences(files, dist);
  for (const line of found) console.error(`dist/${line}`);
  if (found.length > 0) console.error('dist/ is not what src/ builds: run `npm run build` and commit it.');
  process.exitCode = found.length > 0 ? 1 : 0;
} else {
  write(files);
  printSizes(files);
}
