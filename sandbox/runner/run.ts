/** Runs a whole workflow: the way in. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type InputValues, resolveInputs, triggerOf } from './inputs.ts';
import { runJobs } from './jobs.ts';
import type { RunOptions } from './options.ts';
import type { WorkflowResult } from './result.ts';
import { closeRun, createRun, type RunState } from './run-state.ts';

/**
 * Runs a workflow to its end. A failing step is a result, not an error.
 * @throws WorkflowFault when the workflow, or an action it uses, has something this runner does not know
 */
export async function runWorkflow(options: RunOptions): Promise<WorkflowResult> {
  const run = await createRun(options);
  try {
    const inputs = startInputs(run);
    await writeFile(join(run.folder, 'event.json'), JSON.stringify(options.event.payload, undefined, 2));
    const prefix = { id: '', name: '' };
    const { conclusion, jobs } = await runJobs({ run, workflow: run.root, inputs, prefix, depth: 0 });
    run.register.end(conclusion);
    return { conclusion, jobs, folder: run.folder };
  } finally {
    await closeRun(run);
  }
}

function startInputs({ root, options }: RunState): InputValues {
  const trigger = triggerOf(root, options.event.name);
  return resolveInputs(trigger.inputs, options.inputs ?? {}, { file: root.path, line: 1 });
}
