/** What one field cannot say of itself: names that nothing bears, and rules that can never be true. */
import type { Reading } from './kinds.ts';
import { lintArtifact, lintSigner } from './lint-artifacts.ts';
import { lintEnvironment } from './lint-environments.ts';
import type { Part } from './lint-part.ts';
import { lintExceptions, lintRules } from './lint-rules.ts';
import { shown, suggestion } from './words.ts';

/** Tells `reading` what is wrong with a policy, as far as it could be read. */
export function lint(policy: Part, reading: Reading): void {
  lintReferences(policy, reading);
  if (reading.isFull) return;
  for (const signer of policy.signers?.values() ?? []) lintSigner(signer, reading);
  for (const artifact of policy.artifacts?.values() ?? []) lintArtifact(artifact, policy, reading);
  for (const environment of policy.environments?.values() ?? [])
    lintEnvironment(environment, policy, reading);
  lintRules(policy, reading);
  lintExceptions(policy, reading);
}

function lintReferences(policy: Part, reading: Reading): void {
  for (const { path, section, name } of reading.references) {
    if (reading.isFull || reading.holds(`${section}.${name}`)) continue;
    const known = [...(policy[section]?.keys() ?? [])];
    const fix = known.length > 0 ? suggestion(name, known, 'Declared') : `Declare it in \`${section}\`.`;
    reading.refuse(path, { problem: `names ${shown(name)}, which \`${section}\` does not declare`, fix });
  }
}
