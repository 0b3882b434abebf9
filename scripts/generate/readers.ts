/**
 * src/sbom/readers.ts and docs/reference/sbom-readers.md: every file of src/sbom/readers/ is a reader, and nothing else
 * names it.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Reader } from '../../src/model/inventory.ts';
import type { GeneratedFile } from './files.ts';
import { table } from './markdown.ts';

/** Sorted by name. Throws where a reader does not bear the name of its file. */
export async function readerFiles(root: string): Promise<readonly GeneratedFile[]> {
  const folder = join(root, 'src/sbom/readers');
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
  const readers: Reader[] = [];
  for (const name of names) {
    const { reader } = (await import(pathToFileURL(join(folder, `${name}.ts`)).href)) as { reader: Reader };
    if (reader.name !== name) throw new Error(`src/sbom/readers/${name}.ts declares ${reader.name}.`);
    readers.push(reader);
  }
  return [
    { path: 'src/sbom/readers.ts', content: moduleOf(names) },
    { path: 'docs/reference/sbom-readers.md', content: pageOf(readers) },
  ];
}

function moduleOf(names: readonly string[]): string {
  const camel = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const imports = names.map((name) => `import { reader as ${camel(name)} } from './readers/${name}.ts';`);
  const list = `export const readers: readonly Reader[] = [${names.map(camel).join(', ')}];`;
  // As the formatter breaks it.
  const items = names.map((name) => `  ${camel(name)},`);
  const lines = list.length <= 110 ? [list] : ['export const readers: readonly Reader[] = [', ...items, '];'];
  return `${[
    '/** Written by `npm run generate` from the files of sbom/readers/. */',
    "import type { Reader } from '../model/inventory.ts';",
    ...imports,
    '',
    ...lines,
  ].join('\n')}\n`;
}

const capabilities = ['edges', 'hashes', 'licences', 'scopes', 'suppliers'] as const;

function pageOf(readers: readonly Reader[]): string {
  const rows = readers
    .toSorted((a, b) => a.ecosystem.localeCompare(b.ecosystem, 'en') || a.name.localeCompare(b.name, 'en'))
    .map(({ ecosystem, reads, method, gives }) => [
      ecosystem,
      reads,
      method,
      ...capabilities.map((one) => (gives.includes(one) ? 'yes' : '–')),
    ]);
  return `<!-- Generated from src/sbom/readers/ by \`npm run generate\`. -->

# What is read for an SBOM

${intro}

${table(['ecosystem', 'what is read', 'method', ...capabilities], rows)}
`;
}

const intro = `Each row is one reader: a function from bytes to packages, with no child process and no network. A file that is not what
its name says is [CUSTODY-410](../errors/CUSTODY-410.md) with file and line, one past a limit is
[CUSTODY-404](../errors/CUSTODY-404.md); there is no part of an inventory. Bytes that no reader can look into are counted as
opaque, never as "no dependencies".

\`edges\` are dependencies between packages, \`hashes\` those of the downloaded archives, \`scopes\` what is needed for
development or optionally only, \`suppliers\` the author or maintainer that a manifest names; \`yes\` where the format states them.
A package of npm that is still installed where its lockfile says has its licence and its supplier from there.`;
