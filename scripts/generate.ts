/**
 * `node scripts/generate.ts [--check]`: writes everything that follows from a declaration: action.yml files, the
 * reference, the error pages' heads, the schemas, and the marked parts of the README. `--check` writes nothing, names
 * what differs and exits 1.
 */
import { resolve } from 'node:path';
import { actionFiles } from './generate/action-yml.ts';
import { readDefinitions } from './generate/definitions.ts';
import { errorPages } from './generate/error-pages.ts';
import { differences, type GeneratedFile, write } from './generate/files.ts';
import { casePage, policyPage } from './generate/policy-page.ts';
import { readerFiles } from './generate/readers.ts';
import { readme } from './generate/readme.ts';
import { referencePages } from './generate/reference.ts';
import { schemas, versionModule } from './generate/schemas.ts';

/** Everything that is generated, as it should be, for the checkout at `root`. */
export async function generate(root: string): Promise<readonly GeneratedFile[]> {
  const definitions = await readDefinitions(root);
  return [
    ...actionFiles(definitions),
    ...referencePages(definitions),
    policyPage(root),
    casePage(),
    ...(await readerFiles(root)),
    ...errorPages(root),
    ...schemas(),
    versionModule(root),
    ...readme(root, definitions),
  ];
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const files = await generate(root);
  const wrong = differences(root, files);
  if (process.argv.includes('--check')) {
    for (const { path, why } of wrong) console.error(`${path}: ${why}`);
    if (wrong.length > 0) console.error('Run `npm run generate` and commit what it writes.');
    process.exitCode = wrong.length > 0 ? 1 : 0;
  } else {
    write(root, files, wrong);
    console.log(`${files.length} generated files, ${wrong.length} of them changed.`);
  }
}
