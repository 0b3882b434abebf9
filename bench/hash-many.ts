/** Names and hashes `*.bin` of a folder several times over, as `seal` and `verify` do: `node hash-many.ts FOLDER TIMES` */
import { nodeFiles } from '../src/io/files/index.ts';

const [base = '.', times = '1'] = process.argv.slice(2);
const files = nodeFiles(base);
for (let i = 0; i < Number(times); i += 1) {
  await files.artifacts({ patterns: ['*.bin'], base, most: 10_000 }, ['sha256']);
}
