/** The declared verbs: the default exports of src/actions/. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Definition } from '../../src/kit/define.ts';
import { isRootVerb } from '../../src/model/action-reference.ts';

/** The root action first, the others by name. Throws where a declaration does not bear the name of its file. */
export async function readDefinitions(root: string): Promise<readonly Definition[]> {
  const folder = join(root, 'src/actions');
  const definitions: Definition[] = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()) {
    const module = (await import(pathToFileURL(join(folder, file)).href)) as { default?: Definition };
    if (module.default === undefined) continue;
    if (`${module.default.name}.ts` !== file)
      throw new Error(`src/actions/${file} declares ${module.default.name}.`);
    definitions.push(module.default);
  }
  return definitions.sort((a, b) => Number(isRootVerb(b.name)) - Number(isRootVerb(a.name)));
}
