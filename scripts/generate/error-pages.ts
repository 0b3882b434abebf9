/** docs/errors/: a page for each code. Its head is generated, what follows is written by hand and kept. */
import { type Code, codes } from '../../src/model/codes.ts';
import { type GeneratedFile, read } from './files.ts';
import { marked, replaceMarked, table } from './markdown.ts';

export function errorPages(root: string): readonly GeneratedFile[] {
  const all = Object.keys(codes) as Code[];
  return [
    { path: 'docs/errors/README.md', content: index(all) },
    ...all.map((code) => {
      const path = `docs/errors/${code}.md`;
      const text = read(root, path) ?? `${marked('head', '')}\n`;
      return { path, content: replaceMarked(text, 'head', head(code)) };
    }),
  ];
}

/** By the first digit of a code. */
const families: readonly (readonly [digit: string, title: string])[] = [
  ['1', 'Inputs'],
  ['2', 'Files and subjects'],
  ['3', 'Signing and storing'],
  ['4', 'Evidence'],
  ['5', 'Policies'],
  ['9', 'The platform'],
];

const meanings = {
  fault:
    'A **fault**: Custody could not decide. The verdict is `unknown`, the exit code 2, and the job stops.',
  refusal:
    'A **refusal**: evidence was read and decided against. Where nothing else satisfies the requirement, the verdict is `fail` and the exit code 1.',
} as const;

function head(code: Code): string {
  const { title, kind } = codes[code];
  return `# ${code}: ${title}\n\n${meanings[kind]}`;
}

function index(all: readonly Code[]): string {
  const sections = families.map(([digit, title]) => {
    const rows = all
      .filter((code) => code.startsWith(`CUSTODY-${digit}`))
      .map((code) => [`[${code}](${code}.md)`, codes[code].title, codes[code].kind]);
    return `## ${title}\n\n${table(['code', 'title', 'kind'], rows)}`;
  });
  const intro = `${meanings.fault}\n\n${meanings.refusal}`;
  return `<!-- Generated from src/model/codes.ts by \`npm run generate\`. -->\n\n# Codes\n\n${intro}\n\n${sections.join('\n\n')}\n`;
}
