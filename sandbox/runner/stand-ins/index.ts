/** The stand-ins, by the action they stand in for. An input that is not imitated is a fault. */
import { unknownName } from '../fault.ts';
import type { JobState } from '../job-state.ts';
import type { UsesStep } from '../model.ts';
import type { StandInSlug } from '../pins.ts';
import { type StepEnd, StepFailure, type StepFrame } from '../step-frame.ts';
import { checkout } from './checkout.ts';
import { downloadArtifact } from './download-artifact.ts';
import { setupNode } from './setup-node.ts';
import type { StandIn } from './stand-in.ts';
import { uploadArtifact } from './upload-artifact.ts';

const standIns: Readonly<Record<StandInSlug, StandIn>> = {
  'actions/checkout': checkout,
  'actions/setup-node': setupNode,
  'actions/upload-artifact': uploadArtifact,
  'actions/download-artifact': downloadArtifact,
};

/** Runs a stand-in with the inputs given to the action. */
export async function runStandIn(
  slug: StandInSlug,
  inputs: Readonly<Record<string, string>>,
  step: UsesStep,
  job: JobState,
  frame: StepFrame,
): Promise<StepEnd> {
  const standIn = standIns[slug];
  for (const name of Object.keys(inputs)) {
    if (!standIn.inputs.includes(name)) throw unknownName(step.at, `input of ${slug}`, name, standIn.inputs);
  }
  try {
    return { outcome: 'success', outputs: await standIn.run({ inputs, job, log: frame.log }) };
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    frame.log.annotate('error', error.message);
    return { outcome: 'failure', outputs: {} };
  }
}
