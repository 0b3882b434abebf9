/** schema/: the JSON Schemas of what Custody writes; and its version, which lies in package.json. */
import { reportSchema } from '../../src/report/json-schema.ts';
import { type GeneratedFile, read } from './files.ts';

export function schemas(): readonly GeneratedFile[] {
  return [{ path: 'schema/report.v1.schema.json', content: `${JSON.stringify(reportSchema, null, 2)}\n` }];
}

/** Read from package.json here, so that the command needs no file beside it. */
export function versionModule(root: string): GeneratedFile {
  const { version } = JSON.parse(read(root, 'package.json') ?? '{}') as { version: string };
  const content = `/** Written by \`npm run generate\` from package.json. */\nexport const VERSION = '${version}';\n`;
  return { path: 'src/kit/version.ts', content };
}
