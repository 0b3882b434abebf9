/**
 * docs/errors/: a page for each code. Its head is generated, what follows is written by hand and kept; the same words are
 * collected for `custody explain`, which has no file beside it.
 */
import { type Code, codes } from '../../src/model/codes.ts';
import { meanings, pageHead } from '../../src/report/page.ts';
import { type GeneratedFile, read } from './files.ts';
import { afterMarked, marked, replaceMarked, table } from './markdown.ts';

export function errorPages(root: string): readonly GeneratedFile[] {
  const all = Object.keys(codes) as Code[];
  const pages = all.map((code) => {
    const path = `docs/errors/${code}.md`;
    const text =
      read(root, path) ??
      `${marked('head', '')}
`;
    return { path, content: replaceMarked(text, 'head', pageHead(code)) };
  });
  const byHand = pages.map(({ content }, index) => [all[index], afterMarked(content, 'head').trim()]);
  return [
    { path: 'docs/errors/README.md', content: index(all) },
    ...pages,
    {
      path: 'src/report/error-pages.json',
      content: `${JSON.stringify(Object.fromEntries(byHand), null, 2)}
`,
    },
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
