/** One name, three spellings: `signerWorkflow` in code, `signer-workflow` for people, `INPUT_SIGNER_WORKFLOW` for a step. */

import { publicName } from '../model/spelling.ts';

export { publicName };

/**
 * `signerWorkflow` → `INPUT_SIGNER_WORKFLOW`. Underscores, because dash drops environment variables whose names hold
 * hyphens.
 */
export function inputVariable(key: string): string {
  return `INPUT_${publicName(key).replaceAll('-', '_').toUpperCase()}`;
}
