/** Markdown of our own declarations. */

import type { Definition } from '../../src/kit/define.ts';
import { publicName } from '../../src/kit/names.ts';
import { actionReference } from '../../src/model/action-reference.ts';

/** A table; a cell may hold Markdown, but neither a pipe nor a line end. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function code(language: string, lines: readonly string[]): string {
  return [`\`\`\`${language}`, ...lines, '```'].join('\n');
}

/** The `permissions:` block of a job that runs the action. */
export function permissionLines({ permissions }: Definition): readonly string[] {
  const scopes = Object.entries(permissions).map(
    ([scope, { access, why }]) => `  ${scope}: ${access} # ${why}`,
  );
  return scopes.length === 0 ? ['permissions: {}'] : ['permissions:', ...scopes];
}

/** The step that runs the action: every required input, and every one that has an example. */
export function stepLines({ name, inputs }: Definition): readonly string[] {
  const given = Object.entries(inputs)
    .filter(([, { required, example }]) => required || example !== undefined)
    .map(([key, input]) => `      ${publicName(key)}: ${input.example ?? input.choices?.[0] ?? '…'}`);
  return [`  - uses: ${actionReference(name)}`, ...(given.length > 0 ? ['    with:', ...given] : [])];
}

/** `text` with the part between the markers of `name` replaced; throws when the markers are not there. */
export function replaceMarked(text: string, name: string, content: string): string {
  const begin = `<!-- generated: ${name} -->\n`;
  const end = `<!-- end of generated: ${name} -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`The markers of the generated part \`${name}\` are missing.`);
  return `${text.slice(0, from) + begin + content}\n${text.slice(to)}`;
}

/** `content` between new markers. */
export function marked(name: string, content: string): string {
  return `<!-- generated: ${name} -->\n${content}\n<!-- end of generated: ${name} -->`;
}

/** What follows the generated part of that name. */
export function afterMarked(text: string, name: string): string {
  const end = `<!-- end of generated: ${name} -->`;
  return text.slice(text.indexOf(end) + end.length);
}
