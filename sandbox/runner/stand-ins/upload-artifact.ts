/** actions/upload-artifact: keeps files under a name in the run's folder; modes are lost, as in its zip. */
import { chmod, copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { StepFailure } from '../step-frame.ts';
import { globFiles, rootOf } from './glob.ts';
import { choiceInput, flagInput, type StandIn, type StandInRequest } from './stand-in.ts';

/** The stand-in; `retention-days` and `compression-level` have no effect. There is no zip, so no artifact-digest. */
export const uploadArtifact: StandIn = {
  inputs: [
    'name',
    'path',
    'if-no-files-found',
    'retention-days',
    'compression-level',
    'overwrite',
    'include-hidden-files',
  ],
  async run(request) {
    const { inputs, job, log } = request;
    const name = artifactName(inputs['name'] ?? '');
    if (!inputs['path']) throw new StepFailure('Input required and not supplied: path');
    const found = await globFiles(
      inputs['path'],
      job.folders.workspace,
      flagInput(inputs, 'include-hidden-files', false),
    );
    if (found.files.length === 0) return nothingFound(request);
    const target = await emptyTarget(request, name);
    const root = rootOf(found);
    for (const file of found.files) await keep(file, join(target, relative(root, file)));
    log.print(`Artifact ${name}: ${found.files.length} file(s)`);
    return { 'artifact-id': String((await readdir(job.run.artifacts)).length) };
  },
};

function artifactName(given: string): string {
  const name = given === '' ? 'artifact' : given;
  if (/[":<>|*?\r\n\\/]/.test(name) || name === '.' || name === '..') {
    throw new StepFailure(`The artifact name is not valid: ${name}`);
  }
  return name;
}

function nothingFound({ inputs, log }: StandInRequest): Record<string, string> {
  const message = `No files were found with the provided path: ${inputs['path']}. No artifacts will be uploaded.`;
  switch (choiceInput(inputs, 'if-no-files-found', ['warn', 'error', 'ignore'])) {
    case 'error':
      throw new StepFailure(message);
    case 'warn':
      log.annotate('warning', message);
      return {};
    case 'ignore':
      return {};
  }
}

async function emptyTarget({ inputs, job }: StandInRequest, name: string): Promise<string> {
  const target = join(job.run.artifacts, name);
  if ((await readdir(job.run.artifacts)).includes(name)) {
    if (!flagInput(inputs, 'overwrite', false)) {
      throw new StepFailure(`Conflict: an artifact with the name ${name} already exists on the workflow run`);
    }
    await rm(target, { recursive: true });
  }
  await mkdir(target);
  return target;
}

async function keep(file: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await copyFile(file, target);
  await chmod(target, 0o644);
}
