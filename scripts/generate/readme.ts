/** The marked parts of the README: the table of the actions and the shortest example. */
import type { Definition } from '../../src/kit/define.ts';
import { type GeneratedFile, read } from './files.ts';
import { code, permissionLines, replaceMarked, stepLines, table } from './markdown.ts';

export function readme(root: string, definitions: readonly Definition[]): readonly GeneratedFile[] {
  const text = read(root, 'README.md');
  const [first] = definitions;
  if (text === undefined || first === undefined) return [];
  const withTable = replaceMarked(text, 'verbs', verbTable(definitions));
  return [{ path: 'README.md', content: replaceMarked(withTable, 'example', example(first)) }];
}

function verbTable(definitions: readonly Definition[]): string {
  const actions = definitions.filter(({ action }) => action);
  const rows = actions.map(({ name, description, permissions }) => {
    const scopes = Object.entries(permissions).map(([scope, { access }]) => `\`${scope}: ${access}\``);
    return [`[\`${name}\`](docs/reference/${name}.md)`, description, scopes.join(', ') || 'none'];
  });
  return table(['verb', 'what it does', 'permissions of the job'], rows);
}

function example(definition: Definition): string {
  return code('yaml', [...permissionLines(definition), 'steps:', ...stepLines(definition)]);
}
