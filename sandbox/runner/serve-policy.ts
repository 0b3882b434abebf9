/**
 * The policy of a repository that runs in the sandbox: what lies in its tree at `.github/custody.yml` is what the sandbox's
 * GitHub shows on the default branch, with its signers under the sandbox's Sigstore.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import type { Commits } from '../github/contents.ts';
import { fullName, type Repository } from '../github/model.ts';

const POLICY_PATH = '.github/custody.yml';
/** What the policy's signers name as their root here; see `custodyAction`. */
export const SANDBOX_ROOT = 'sandbox';

/** Commits the tree's policy to the default branch, if there is one. @returns the text that was committed */
export function servePolicy(
  commits: Commits,
  repository: Repository,
  { source, issuer }: { readonly source: string; readonly issuer: string },
): string | undefined {
  const path = join(source, POLICY_PATH);
  if (!existsSync(path)) return undefined;
  const text = underSandbox(readFileSync(path, 'utf8'), issuer);
  commits.commit(fullName(repository), repository.defaultBranch, { [POLICY_PATH]: text });
  return text;
}

/** Signers that name a public instance name the sandbox instead; everything else stays as it is, broken YAML included. */
export function underSandbox(text: string, issuer: string): string {
  const document = parseDocument(text, { keepSourceTokens: true });
  const signers = document.get('signers');
  if (document.errors.length > 0 || !isMap(signers)) return text;
  for (const { value } of signers.items) {
    if (!isMap(value) || !['public', 'github'].includes(String(value.get('root')))) continue;
    value.set('root', SANDBOX_ROOT);
    value.set('issuer', issuer);
  }
  return document.toString({ lineWidth: 0 });
}
