/** Which policy an input names, and the reading of it: in a workflow never from the workspace (trust rule T31). */
import type { Environment } from '../kit/environment.ts';
import type { Wiring } from '../kit/wire.ts';
import { Fault } from '../model/fault.ts';
import { isCommit } from '../model/identity.ts';
import { limits } from '../model/limits.ts';
import type { PolicyFile, PolicyFiles } from '../ports/policy-files.ts';

export interface PolicyInputs {
  /** A path, or `OWNER/REPOSITORY@COMMIT:PATH`. */
  readonly policy: string;
  readonly policyToken: string | undefined;
  readonly githubToken: string | undefined;
  readonly offline: boolean;
}

export interface FoundPolicy {
  readonly file: PolicyFile;
  /** Where what it extends is read; absent offline. */
  readonly files: PolicyFiles | undefined;
  /** Whether it came from this machine, which the verdict has to say. */
  readonly local: boolean;
}

/** @throws Fault `CUSTODY-102`, `-103`, `-504` and those of the readers */
export async function findPolicy(
  { policy, policyToken, githubToken, offline }: PolicyInputs,
  environment: Environment,
  wire: Wiring,
): Promise<FoundPolicy> {
  const files = offline ? undefined : await wire.policyFiles(policyToken ?? githubToken);
  const elsewhere = /^([\w.-]+\/[\w.-]+)@([^:]*):(.+)$/.exec(policy);
  const [, repository = '', commit = '', path = ''] = elsewhere ?? [];
  if (elsewhere && !isCommit(commit)) throw unpinned(policy);
  if (!elsewhere && !environment.inActions)
    return { file: await localFile(policy, wire), files, local: true };
  if (!files) throw offlineInWorkflow();
  if (elsewhere) return { file: await files.atCommit(repository, commit, path), files, local: false };
  const own = await wire.policyFiles(githubToken);
  const file = await own.onDefaultBranch(environment.repository, policy.replace(/^(?:\.\/)+/, ''));
  return { file, files, local: false };
}

async function localFile(path: string, wire: Wiring): Promise<PolicyFile> {
  const named = await wire.namedFiles();
  const bytes = await named.read(path, limits.policyBytes);
  if (bytes) return { bytes, uri: path };
  throw new Fault('CUSTODY-504', `there is no policy at ${path}`, {
    hint: 'On the command line `--policy` is the path of a file, or `owner/repository@<full commit>:path`.',
  });
}

function unpinned(policy: string): Fault {
  return new Fault('CUSTODY-102', `policy: ${JSON.stringify(policy)} is not pinned`, {
    hint: 'Name the full commit, `owner/repository@<40 hexadecimal digits>:path`: a branch or a tag can be moved.',
  });
}

function offlineInWorkflow(): Fault {
  return new Fault('CUSTODY-103', '`offline: true` excludes `policy` in a workflow', {
    hint: 'In a workflow the policy is fetched from the default branch or from a commit: what lies in the workspace may come from a pull request.',
  });
}
