/** docs/reference/policy-file.md and policy-case.md: every field of a policy, and of a case for it, from its declaration. */
import { publicName } from '../../src/model/spelling.ts';
import { caseFields } from '../../src/policy/cases/case.ts';
import { policyFields } from '../../src/policy/fields.ts';
import { CASE_SCHEMA, POLICY_SCHEMA } from '../../src/policy/json-schema.ts';
import { type Field, type Fields, isNeeded } from '../../src/policy/kinds.ts';
import { type GeneratedFile, read } from './files.ts';
import { code, table } from './markdown.ts';

/** The page, around the example that `root` holds. */
export function policyPage(root: string): GeneratedFile {
  const example = read(root, 'docs/policy-example.yml') ?? '';
  const sections = [
    '<!-- Generated from src/policy/fields.ts by `npm run generate`. -->',
    '# The policy file',
    intro,
    '## Example',
    code('yaml', example.trimEnd().split('\n')),
    ...sectionsOf('', policyFields),
  ];
  return { path: 'docs/reference/policy-file.md', content: `${sections.join('\n\n')}\n` };
}

/** The page of the cases that `custody policy test` tries. */
export function casePage(): GeneratedFile {
  const sections = [
    '<!-- Generated from src/policy/cases/case.ts by `npm run generate`. -->',
    '# A case of a policy',
    caseIntro,
    ...sectionsOf('', caseFields),
  ];
  return { path: 'docs/reference/policy-case.md', content: `${sections.join('\n\n')}\n` };
}

const caseIntro = `What [\`custody policy test\`](policy.md) tries a policy on: files named \`case.yml\` or \`NAME.case.yml\`, in a folder and
its folders, with their artifacts and evidence beside them. A case is read as strictly as a
[policy](policy-file.md); what is wrong with it is [CUSTODY-508](../errors/CUSTODY-508.md).

Nothing outside of the folder can be named, and nothing is asked on the network: what GitHub would say of a run stands in the
case. [Test a policy](../recipes/test-a-policy.md) has a whole one.

Editors complete and check it where its first line is
\`# yaml-language-server: $schema=${CASE_SCHEMA}\`.`;

const intro = `\`.github/custody.yml\` says who may build what, and what must be true of it before it passes. It is read from the default
branch, or from a commit that is named; never from a pull request. What it says wrongly is refused as a whole, with line and
column: YAML that is not acceptable with [CUSTODY-501](../errors/CUSTODY-501.md), an error in what it says with
[CUSTODY-502](../errors/CUSTODY-502.md), a part that is not built yet with [CUSTODY-503](../errors/CUSTODY-503.md).

It is YAML 1.2 without anchors, aliases, tags, merge keys and characters that cannot be seen, and at most 256 KiB. \`version: 1\`
is a promise: a file that loads today loads with every later version and means the same.

Editors complete and check it where its first line is
\`# yaml-language-server: $schema=${POLICY_SCHEMA}\`.

In a pattern \`*\` stands for any characters within one segment between slashes, everything else for itself, and a pattern
always means the whole name. A list is never empty, except where the default is none.`;

function sectionsOf(path: string, fields: Fields): readonly string[] {
  const all = Object.entries(fields);
  const rows = all.map(([key, field]) => [`\`${publicName(key)}\``, field.description, ...written(field)]);
  const inner = all.flatMap(([key, { kind }]) =>
    kind.inside ? sectionsOf(`${path}.${publicName(key)}${kind.inside.step}`, kind.inside.fields) : [],
  );
  const title = path === '' ? 'The file' : `\`${path.slice(1)}\``;
  return [`## ${title}`, table(['field', 'what it says', 'how it is written', 'default'], rows), ...inner];
}

function written(field: Field<unknown>): readonly string[] {
  const { kind, fallback, unbuilt } = field;
  if (unbuilt) return ['**not built yet**: refused', ''];
  if (isNeeded(field)) return [kind.words, '**required**'];
  return [kind.words, fallback?.words ?? ''];
}
