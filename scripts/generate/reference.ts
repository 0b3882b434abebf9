/** docs/reference/: a page for each verb. */
import { commonOutputs, type Definition } from '../../src/kit/define.ts';
import type { Input } from '../../src/kit/inputs.ts';
import { publicName } from '../../src/kit/names.ts';
import { shellCommand } from '../../src/report/escape.ts';
import type { GeneratedFile } from './files.ts';
import { code, permissionLines, stepLines, table } from './markdown.ts';

export function referencePages(definitions: readonly Definition[]): readonly GeneratedFile[] {
  const rows = definitions.map(({ name, description }) => [`[${name}](${name}.md)`, description]);
  const index = `${generatedNote}# Reference\n\n${table(['verb', 'what it does'], rows)}\n`;
  return [
    { path: 'docs/reference/README.md', content: index },
    ...definitions.map((definition) => ({
      path: `docs/reference/${definition.name}.md`,
      content: page(definition),
    })),
  ];
}

const generatedNote = '<!-- Generated from src/actions/ by `npm run generate`. -->\n\n';

function page(definition: Definition): string {
  const { name, description, purpose } = definition;
  const sections = [
    `# ${name}`,
    description,
    ...(purpose === undefined ? [] : [purpose]),
    ...(definition.action ? actionSections(definition) : []),
    '## Inputs',
    'Each is an input of the step and an option of the command line. A list has one entry per line in a step, and is a repeated option on the command line. An empty text is the same as none. A step hands an input over in an environment variable, which holds 128 KiB on Linux and 32,767 characters on Windows.',
    inputTable(definition),
    ...(definition.action ? ['## Outputs', table(['output', 'what it holds'], outputRows(definition))] : []),
    '## Exit code',
    table(['code', 'verdict', 'meaning'], exitCodes),
    '## On the command line',
    code('sh', [commandLine(definition)]),
  ];
  return `${generatedNote}${sections.join('\n\n')}\n`;
}

const exitCodes = [
  ['0', '`pass`', 'Everything was decided, and in favour.'],
  ['1', '`fail`', 'Something was decided against.'],
  ['2', '`unknown`', 'It could not be decided, whatever the reason. It blocks as well.'],
];

function actionSections(definition: Definition): readonly string[] {
  return [
    '## In a workflow',
    code('yaml', [...permissionLines(definition), 'steps:', ...stepLines(definition)]),
    'The permissions are those of the job; grant no others to it.',
  ];
}

function inputTable({ inputs }: Definition): string {
  const rows = Object.entries(inputs).map(([key, input]) => [
    `\`${publicName(key)}\``,
    input.choices
      ? `${input.description} One of ${input.choices.map((each) => `\`${each}\``).join(', ')}.`
      : input.description,
    input.kind,
    defaultOf(input),
  ]);
  return table(['input', 'what it says', 'kind', 'default'], rows);
}

function defaultOf(input: Input<unknown>): string {
  if (input.required) return '**required**';
  if (input.defaultFrom) {
    const { expression, variable } = input.defaultFrom;
    return `\`\${{ ${expression} }}\`; on the command line the variable \`${variable}\``;
  }
  return input.default === undefined ? '' : `\`${input.default}\``;
}

function outputRows({ outputs }: Definition): readonly (readonly string[])[] {
  const all = Object.entries({ ...outputs, ...commonOutputs });
  return all.map(([key, description]) => [`\`${publicName(key)}\``, description]);
}

function commandLine({ name, inputs }: Definition): string {
  const given = Object.entries(inputs).filter(
    ([, { required, example }]) => required || example !== undefined,
  );
  const paths = given.filter(([, { kind }]) => kind === 'paths').map(([, { example }]) => example ?? '…');
  const options = given
    .filter(([, { kind }]) => kind !== 'paths')
    .flatMap(([key, { example, choices }]) => [`--${publicName(key)}`, example ?? choices?.[0] ?? '…']);
  return shellCommand(['custody', name, ...options, ...paths]);
}
