/** Posts a check run on the commit that a run is about, and says why where there is none. Never throws. */
import { parseJson, textAt } from '../formats/json.ts';
import type { Context } from '../kit/define.ts';
import type { Environment } from '../kit/environment.ts';
import { Fault } from '../model/fault.ts';
import { isCommit, sameName } from '../model/identity.ts';
import { limits } from '../model/limits.ts';
import type { CheckRun, CheckSubject } from '../ports/checks.ts';
import { type Here, relativePath } from '../report/location.ts';

export interface CheckRunValues {
  readonly checkRun: 'auto' | 'never';
  readonly offline: boolean;
  readonly githubToken: string | undefined;
}

/** @returns what a reader should know; `undefined` when all is well */
export async function postCheckRun(
  { checkRun, offline, githubToken }: CheckRunValues,
  context: Context,
  make: (here: Here) => CheckRun,
): Promise<string | undefined> {
  const { environment, signal, wire } = context;
  if (checkRun === 'never' || offline || !environment.inActions || signal.aborted) return undefined;
  if (githubToken === undefined) return notPosted('there is no `github-token`');
  try {
    const subject = await subjectOf(context);
    const answer = await (await wire.checks(githubToken)).post(make(hereOf(environment)), subject);
    return answer === 'posted' ? undefined : notPosted(answer.refused, permissionHint);
  } catch (error) {
    // Whatever it is, it is no reason to change a verdict.
    return notPosted(error instanceof Fault ? error.message : 'of something unforeseen');
  }
}

const permissionHint =
  'Runs for pull requests from forks may not post any; elsewhere give the job `permissions: checks: write`, or say `check-run: never`.';

function notPosted(reason: string, hint = ''): string {
  return `No check run was posted (${reason}). ${hint}`.trim();
}

/** Where the files of this run are, as far as it is known. */
export function hereOf(environment: Environment): Here {
  const repository = known(() => environment.repository);
  const [, owner, path] = /^([^/]+\/[^/]+)\/(.+?)@/.exec(known(() => environment.workflowRef) ?? '') ?? [];
  const own = owner !== undefined && repository !== undefined && sameName(owner, repository);
  const workflow = own && path !== undefined ? relativePath(path) : undefined;
  return { repository, workspace: environment.workspace, workflow };
}

async function subjectOf(context: Context): Promise<CheckSubject> {
  const { environment } = context;
  const { serverUrl, repository, runId, runAttempt, eventName } = environment;
  const workflow = hereOf(environment).workflow ?? environment.workflowRef.replace(/@.*$/, '');
  return {
    commit: (await headOf(context)) ?? environment.sha,
    job: [workflow, environment.job, eventName].join(' '),
    attempt: `${runId}.${runAttempt}`,
    page: `${serverUrl}/${repository}/actions/runs/${runId}/attempts/${runAttempt}`,
  };
}

/** A pull request's own head, for the commit of its run is a merge that nobody looks at; that of a merge queue's group. */
async function headOf({ environment, wire }: Context): Promise<string | undefined> {
  const { eventName, eventPath } = environment;
  const path = eventName.startsWith('pull_request')
    ? ['pull_request', 'head', 'sha']
    : eventName === 'merge_group'
      ? ['merge_group', 'head_sha']
      : undefined;
  if (path === undefined) return undefined;
  const bytes = eventPath && (await (await wire.namedFiles()).read(eventPath, limits.eventBytes));
  const head = bytes ? textAt(parseJson(bytes, 'the payload of the event'), ...path) : undefined;
  if (head !== undefined && isCommit(head)) return head;
  throw new Fault('CUSTODY-907', 'the payload of the event names no head commit', {
    hint: 'GitHub names it in the file at GITHUB_EVENT_PATH.',
  });
}

function known<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
