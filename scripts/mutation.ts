/**
 * `npm run mutation -- path…`: changes the source at one place after the other, and tells which changes no test notices.
 * A path is a folder or a file below src/. Looked at are the tests of the same room, those of its verbs, and that what is
 * generated is what is committed. It takes the better part of an hour for src/policy. MUTATION_LOG names a file that gets
 * every result as it comes, a line of JSON each; MUTATION_ONLY one of these, of which what survived is tried again.
 */
import { appendFileSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { measure } from './mutation/measure.ts';
import { table } from './mutation/table.ts';
import type { Result } from './mutation/theatre.ts';

/** Cases of each property: what a hundred do not find in a mutant, ten thousand seldom do. */
process.env['FUZZ_RUNS'] ??= '100';
const PATIENCE_MS = 30_000;

const root = resolve(import.meta.dirname, '..');
const asked = process.argv.slice(2).map((path) => path.replaceAll('\\', '/').replace(/\/$/, ''));
const files = globSync(
  asked.map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.ts`)),
  { cwd: root },
).map((path) => path.replaceAll('\\', '/'));
const rooms = [...new Set(files.map((file) => /^src\/(\w+)\//.exec(file)?.[1]))];
if (files.length === 0 || rooms.includes(undefined)) {
  console.error('name folders or files below a room of src/: npm run mutation -- src/policy/rules');
  process.exit(2);
}
const testFiles = globSync(
  [
    '__tests__/scripts/generate.test.ts',
    ...rooms.flatMap((room) => [`__tests__/${room}/**/*.test.ts`, `__tests__/actions/${room}*.test.ts`]),
  ],
  { cwd: root },
).sort();

const before = process.env['MUTATION_ONLY'];
const again = before
  ? readFileSync(before, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Result)
  : undefined;
const results: Result[] = [];
const begun = performance.now();
await measure({
  root,
  files: files.sort(),
  testFiles,
  patience: PATIENCE_MS,
  ...(again && { again }),
  onNote: (text) => console.error(text),
  onResult: (result) => {
    results.push(result);
    const log = process.env['MUTATION_LOG'];
    if (log) appendFileSync(join(root, log), `${JSON.stringify(result)}\n`);
  },
});
console.log(table(results).join('\n'));
console.log(`${((performance.now() - begun) / 60_000).toFixed(1)} minutes`);
