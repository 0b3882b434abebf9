/** How a name of ours is written for people. */

/** `signerWorkflow` → `signer-workflow`: in action.yml, on the command line, in a policy and in every message. */
export function publicName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `a`, `b` or `c`. */
export function listed(names: readonly string[], joint: 'and' | 'or'): string {
  const quoted = names.map((name) => `\`${name}\``);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} ${joint} ${last}`;
}
