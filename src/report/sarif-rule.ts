/** A code of Custody as a rule of SARIF (§3.49, reportingDescriptor): stable, with help that leads to its page. */
import { type Code, codes } from '../model/codes.ts';
import { headline, pageOf } from './faulted.ts';

/** A finding of a refusal is a security alert of high severity; what could not be decided states none. */
const severity = { refusal: { 'security-severity': '8.0' }, fault: {} } as const;

const meaning = {
  refusal: 'Evidence was read and decided against.',
  fault: 'It could not be decided, which never passes.',
} as const;

export function sarifRule(code: Code): object {
  const { kind, title } = codes[code];
  const page = pageOf(code);
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: `${title}. ${meaning[kind]}` },
    helpUri: page,
    help: {
      text: `${headline(code)}. ${meaning[kind]} Why it matters and how to fix it: ${page}`,
      markdown: `**${headline(code)}**\n\n${meaning[kind]}\n\n[Why it matters and how to fix it](${page})`,
    },
    defaultConfiguration: { level: kind === 'refusal' ? 'error' : 'warning' },
    properties: { tags: ['security', 'supply-chain'], ...severity[kind] },
  };
}
