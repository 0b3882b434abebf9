/** The help of the command line, made from the declarations. */

import { listed } from '../model/spelling.ts';
import { reservedOptions, secretVariable } from './command-line.ts';
import type { Definition } from './define.ts';
import type { Input } from './inputs.ts';
import { publicName } from './names.ts';

const exitCodes = 'Exit code: 0 pass, 1 decided against, 2 could not decide.';

/** What `custody` alone prints. */
export function overview(definitions: readonly Definition[], version: string): readonly string[] {
  const width = Math.max(...definitions.map(({ name }) => name.length)) + 2;
  return [
    `custody ${version}: an unbroken chain of custody for build artifacts`,
    '',
    ...definitions.map(({ name, description }) => `  custody ${name.padEnd(width)}${description}`),
    '',
    'More about one of them: custody VERB --help',
    exitCodes,
  ];
}

/** What `custody VERB --help` prints. */
export function usage({ name, description, inputs }: Definition): readonly string[] {
  const takesPaths = Object.values(inputs).some(({ kind }) => kind === 'paths');
  return [
    `custody ${name}: ${description}`,
    '',
    `Usage: custody ${name} [options]${takesPaths ? ' [--] [path…]' : ''}`,
    '',
    ...Object.entries(inputs).flatMap(([key, input]) => [`  ${option(key, input)}`, `      ${about(input)}`]),
    `  ${reservedOptions.map((reserved) => `--${reserved}`).join(', ')}`,
    '      This text; the version.',
    '',
    exitCodes,
  ];
}

function option(key: string, input: Input<unknown>): string {
  if (input.secret === true) return `${secretVariable(key, input)} (variable)`;
  return `--${publicName(key)}${input.kind === 'flag' ? '' : ` ${placeholder[input.kind]}`}`;
}

const placeholder = {
  text: 'TEXT',
  lines: 'TEXT …',
  paths: 'PATH …',
  choice: 'CHOICE',
  several: 'CHOICE …',
  duration: 'TIME',
} as const;

function about(input: Input<unknown>): string {
  const facts = [
    ...(input.choices ? [`one of ${listed(input.choices, 'or')}`] : []),
    ...(input.required ? ['required'] : []),
    ...(input.default === undefined ? [] : [`default \`${input.default}\``]),
    ...(['lines', 'paths', 'several'].includes(input.kind) ? ['may be repeated'] : []),
  ];
  return facts.length === 0 ? input.description : `${input.description} (${facts.join('; ')})`;
}
