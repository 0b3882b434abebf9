/** `explain`: the page of a code, in the terminal where the code was met. */

import { defineCommand } from '../kit/define.ts';
import { paths } from '../kit/inputs.ts';
import { closest } from '../model/closest.ts';
import { type Code, codes } from '../model/codes.ts';
import { Fault } from '../model/fault.ts';
import { pageLines } from '../report/page.ts';

const purpose = `
Prints what [docs/errors](../errors/README.md) holds about a code: what it means, why it matters, how to fix it, and how
to accept the risk properly where that can be done. It asks nobody and needs no network.

\`\`\`sh
custody explain CUSTODY-432
custody explain 432
\`\`\`
`.trim();

export default defineCommand({
  name: 'explain',
  title: 'Custody explain',
  description: 'Explain a code: what it means, why it matters, and what to do.',
  purpose,
  permissions: {},
  inputs: {
    codes: paths({
      description: 'The codes, with or without `CUSTODY-`.',
      required: true,
      example: 'CUSTODY-432',
    }),
  },
  outputs: {},

  async run(inputs) {
    const asked = inputs.codes.map(readCode);
    const { default: pages } = await import('../report/error-pages.json', { with: { type: 'json' } });
    const lines = asked.flatMap((code) => [...pageLines(code, pages[code]), '']);
    return { status: 'pass', lines: lines.slice(0, -1) };
  },
});

function readCode(word: string): Code {
  const code = word.toUpperCase().replace(/^(?:CUSTODY-)?/, 'CUSTODY-');
  if (isCode(code)) return code;
  const numbers = Object.keys(codes).map((each) => each.slice('CUSTODY-'.length));
  const near = closest(code.slice('CUSTODY-'.length), numbers);
  throw new Fault('CUSTODY-104', `There is no code \`${word}\`.`, {
    hint: `${near ? `Did you mean \`CUSTODY-${near}\`? ` : ''}docs/errors/README.md lists all codes.`,
  });
}

function isCode(text: string): text is Code {
  return Object.hasOwn(codes, text);
}
