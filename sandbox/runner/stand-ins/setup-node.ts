/** actions/setup-node: installs nothing; the Node that is on PATH is the one there is. */
import { StepFailure } from '../step-frame.ts';
import type { StandIn } from './stand-in.ts';

/** The stand-in; `cache`, `package-manager-cache` and `registry-url` have no effect. */
export const setupNode: StandIn = {
  inputs: ['node-version', 'check-latest', 'cache', 'package-manager-cache', 'registry-url'],
  async run({ inputs, log }) {
    const version = inputs['node-version'] ?? '';
    if (version === '') throw new StepFailure('node-version is not given');
    log.print(`Node ${version} is taken from PATH`);
    return { 'node-version': version };
  },
};
