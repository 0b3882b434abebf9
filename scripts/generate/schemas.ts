/** schema/: the JSON Schemas of what Custody reads and writes; and its version, which lies in package.json. */
import { caseSchema, policySchema } from '../../src/policy/json-schema.ts';
import { reportSchema } from '../../src/report/json-schema.ts';
import { sbomDiffSchema } from '../../src/report/sbom-diff-schema.ts';
import { type GeneratedFile, read } from './files.ts';

export function schemas(): readonly GeneratedFile[] {
  return [
    schema('report.v1', reportSchema),
    schema('policy.v1', policySchema),
    schema('sbom-diff.v1', sbomDiffSchema),
    schema('policy-case.v1', caseSchema),
  ];
}

function schema(name: string, content: object): GeneratedFile {
  return { path: `schema/${name}.schema.json`, content: `${JSON.stringify(content, null, 2)}\n` };
}

/** Read from package.json here, so that the command needs no file beside it. */
export function versionModule(root: string): GeneratedFile {
  const { version } = JSON.parse(read(root, 'package.json') ?? '{}') as { version: string };
  const content = `/** Written by \`npm run generate\` from package.json. */\nexport const VERSION = '${version}';\n`;
  return { path: 'src/kit/version.ts', content };
}
