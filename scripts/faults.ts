/**
 * `node scripts/faults.ts [--print]`: measures what every fault does at every outside call, and writes docs/faults.md;
 * `--print` prints the measurement as JSON instead.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { measureLacks } from './faults/disk.ts';
import { measure } from './faults/matrix.ts';
import { page } from './faults/page.ts';

const cells = await measure();
const lacks = await measureLacks();
if (process.argv.includes('--print')) {
  process.stdout.write(JSON.stringify({ cells, lacks }));
} else {
  writeFileSync(resolve(import.meta.dirname, '../docs/faults.md'), page(cells, lacks));
  const longest = Math.max(...cells.map(({ waited }) => waited));
  console.log(
    `${cells.length} cells, the longest wait ${Math.round(longest)} ms; docs/faults.md is written.`,
  );
}
