/**
 * action.yml of each action: composite, two steps of which one runs, inputs handed over in the environment
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax). No template expression stands
 * inside of a script (trust rule T50).
 */
import { stringify } from 'yaml';
import { commonOutputs, type Definition } from '../../src/kit/define.ts';
import type { Input } from '../../src/kit/inputs.ts';
import { inputVariable, publicName } from '../../src/kit/names.ts';
import { isRootVerb } from '../../src/model/action-reference.ts';
import type { GeneratedFile } from './files.ts';

export function actionFiles(definitions: readonly Definition[]): readonly GeneratedFile[] {
  return definitions
    .filter(({ action }) => action)
    .map((definition) => ({ path: pathOf(definition), content: actionYml(definition) }));
}

function pathOf({ name }: Definition): string {
  return isRootVerb(name) ? 'action.yml' : `actions/${name}/action.yml`;
}

function actionYml(definition: Definition): string {
  const { name, title, description, branding, inputs, outputs } = definition;
  const document = {
    name: title,
    description,
    author: 'The Custody authors',
    ...(branding && { branding }),
    inputs: mapEntries(inputs, input),
    outputs: mapEntries({ ...outputs, ...commonOutputs }, output),
    runs: { using: 'composite', steps: [step(definition, 'unix'), step(definition, 'windows')] },
  };
  const head = `# Generated from src/actions/${name}.ts by \`npm run generate\`.\n`;
  return head + stringify(document, { lineWidth: 110, aliasDuplicateObjects: false });
}

function input(_: string, declared: Input<unknown>): object {
  const given = declared.defaultFrom ? `\${{ ${declared.defaultFrom.expression} }}` : declared.default;
  return {
    description: declared.description,
    required: declared.required,
    ...(given !== undefined && { default: given }),
  };
}

function output(name: string, description: string): object {
  return {
    description,
    value: `\${{ steps.unix.outputs.${name} || steps.windows.outputs.${name} }}`,
  };
}

function step({ name, inputs }: Definition, id: 'unix' | 'windows'): object {
  const toRoot = isRootVerb(name) ? '' : '/../..';
  const env = Object.keys(inputs).map((key) => [inputVariable(key), `\${{ inputs.${publicName(key)} }}`]);
  return {
    id,
    if: `runner.os ${id === 'windows' ? '==' : '!='} 'Windows'`,
    // Alpine's job containers have no bash, and Windows has no sh of its own.
    shell: id === 'windows' ? 'bash' : 'sh',
    env: Object.fromEntries(env),
    run: `exec sh "$GITHUB_ACTION_PATH${toRoot}/launcher/launch.sh" ${name}`,
  };
}

function mapEntries<Value>(
  record: Readonly<Record<string, Value>>,
  map: (name: string, value: Value) => object,
) {
  const entries = Object.entries(record).map(([key, value]) => {
    const name = publicName(key);
    return [name, map(name, value)] as const;
  });
  return Object.fromEntries(entries);
}
