/** One name, three spellings: `signerWorkflow` in code, `signer-workflow` for people, `INPUT_SIGNER_WORKFLOW` for a step. */

/** `signerWorkflow` → `signer-workflow`: in action.yml, on the command line and in every message. */
export function publicName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * `signerWorkflow` → `INPUT_SIGNER_WORKFLOW`. Underscores, because dash drops environment variables whose names hold
 * hyphens.
 */
export function inputVariable(key: string): string {
  return `INPUT_${publicName(key).replaceAll('-', '_').toUpperCase()}`;
}
