/** actions/download-artifact: one artifact by name, several by pattern, or all of the run. */
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StepFailure } from '../step-frame.ts';
import { flagInput, type StandIn, type StandInRequest } from './stand-in.ts';

/** The stand-in; artifacts of this run only. */
export const downloadArtifact: StandIn = {
  inputs: ['name', 'pattern', 'path', 'merge-multiple'],
  async run(request) {
    const { inputs, job } = request;
    const target = resolve(job.folders.workspace, inputs['path'] ?? '');
    const single = (inputs['name'] ?? '') !== '';
    const flat = single || flagInput(inputs, 'merge-multiple', false);
    await mkdir(target, { recursive: true });
    for (const name of await chosen(request)) {
      await cp(join(job.run.artifacts, name), flat ? target : join(target, name), { recursive: true });
    }
    return { 'download-path': target };
  },
};

async function chosen({ inputs, job, log }: StandInRequest): Promise<readonly string[]> {
  const names = (await readdir(job.run.artifacts)).sort();
  const name = inputs['name'] ?? '';
  if (name !== '') {
    if (!names.includes(name))
      throw new StepFailure(`Unable to download artifact(s): Artifact not found for name: ${name}`);
    return [name];
  }
  const pattern = inputs['pattern'] ?? '';
  const found = pattern === '' ? names : names.filter((one) => matcher(pattern).test(one));
  log.print(`${found.length} artifact(s) match`);
  return found;
}

/** `*` and `?` of a pattern over names. */
function matcher(pattern: string): RegExp {
  const source = pattern
    .replace(/[\\^$.|+(){}[\]]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}
