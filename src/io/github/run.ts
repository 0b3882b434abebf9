/**
 * What became of a run (https://docs.github.com/en/rest/actions/workflow-runs and /workflow-jobs): its latest attempt and
 * the one that is asked for, each with all its jobs (trust rules T14, T22, T24, T29).
 */
import { member, textAt } from '../../formats/json.ts';
import { Fault } from '../../model/fault.ts';
import { isCommit, parseRunUri, sameName } from '../../model/identity.ts';
import { limits } from '../../model/limits.ts';
import type { Json } from '../../model/statement.ts';
import type { AttemptFacts, JobFacts, RunFacts } from '../../ports/forge.ts';
import { jsonOf, refused, unusable } from '../http/answer.ts';
import type { HttpAnswer } from '../http/types.ts';
import { GITHUB_API, type GitHubApi, idOf, repositoryPath } from './api.ts';

const PER_PAGE = 100;

/** As `Forge.run` of ports/. */
export async function runFacts(api: GitHubApi, serverUrl: string, uri: string): Promise<RunFacts> {
  const asked = parseRunUri(uri);
  if (!asked || !sameName(`https://${asked.host}`, serverUrl)) throw elsewhere(uri, serverUrl);
  const path = `${repositoryPath(`${asked.owner}/${asked.repository}`)}/actions/runs/${asked.run}`;
  const { repositoryId, headSha, event, attempt } = await runAt(api, path, asked.run);
  const latest = await withJobs(api, path, attempt);
  const about = { repositoryId, headSha, event, latest };
  if (asked.attempt > latest.number) return about;
  if (asked.attempt === latest.number) return { ...about, asked: latest };
  const earlier = await runAt(api, `${path}/attempts/${asked.attempt}`, asked.run, asked.attempt);
  return { ...about, asked: await withJobs(api, path, earlier.attempt) };
}

type Attempt = Omit<AttemptFacts, 'jobs'>;

interface Run extends Pick<RunFacts, 'repositoryId' | 'headSha' | 'event'> {
  readonly attempt: Attempt;
}

async function runAt(api: GitHubApi, path: string, id: string, number?: number): Promise<Run> {
  const answer = await ask(api, path);
  const json = jsonOf(answer, GITHUB_API);
  const run = runOf(json);
  if (run && idOf(member(json, 'id')) === id && (number ?? run.attempt.number) === run.attempt.number)
    return run;
  throw unusable(answer, GITHUB_API, `no facts of run ${id}`);
}

function runOf(json: Json): Run | undefined {
  const repositoryId = idOf(member(member(json, 'repository'), 'id'));
  const headSha = textAt(json, 'head_sha') ?? '';
  const event = textAt(json, 'event');
  const number = idOf(member(json, 'run_attempt'));
  const outcome = outcomeOf(json);
  if (!repositoryId || !isCommit(headSha) || !event || !number || !outcome) return undefined;
  return { repositoryId, headSha, event, attempt: { number: Number(number), ...outcome } };
}

async function withJobs(api: GitHubApi, path: string, attempt: Attempt): Promise<AttemptFacts> {
  const jobs = new Map<string, JobFacts>();
  for (let page = 1; ; page += 1) {
    const query = { per_page: String(PER_PAGE), page: String(page) };
    const answer = await ask(api, `${path}/attempts/${attempt.number}/jobs`, query);
    const json = jsonOf(answer, GITHUB_API);
    const total = member(json, 'total_count');
    const list = member(json, 'jobs');
    if (typeof total !== 'number' || !Array.isArray(list))
      throw unusable(answer, GITHUB_API, 'no list of jobs');
    if (total > limits.runJobs) throw tooMany(path);
    for (const each of list as readonly Json[]) {
      const job = jobOf(each, path, attempt);
      if (!job) throw unusable(answer, GITHUB_API, 'a job that cannot be read');
      jobs.set(job.id, job);
    }
    if (jobs.size >= total) return { ...attempt, jobs: [...jobs.values()] };
    // A job that is left out may be the one that failed (T22).
    if (jobs.size < page * PER_PAGE) throw unusable(answer, GITHUB_API, 'fewer jobs than it counts');
  }
}

/** Jobs that are not run again in a later attempt may be listed there as they were. */
function jobOf(json: Json, path: string, attempt: Attempt): JobFacts | undefined {
  const id = /\/check-runs\/([1-9]\d*)$/.exec(textAt(json, 'check_run_url') ?? '')?.[1];
  const name = textAt(json, 'name');
  const outcome = outcomeOf(json);
  const own = path.endsWith(`/${idOf(member(json, 'run_id'))}`);
  const number = Number(idOf(member(json, 'run_attempt')));
  return id && name !== undefined && outcome && own && number <= attempt.number
    ? { id, name, ...outcome }
    : undefined;
}

function outcomeOf(json: Json): Pick<JobFacts, 'status' | 'conclusion'> | undefined {
  const status = textAt(json, 'status');
  const conclusion = member(json, 'conclusion');
  if (status === undefined) return undefined;
  if (conclusion === null) return { status };
  return typeof conclusion === 'string' ? { status, conclusion } : undefined;
}

async function ask(
  api: GitHubApi,
  path: string,
  query?: Readonly<Record<string, string>>,
): Promise<HttpAnswer> {
  const answer = await api.get(path, query);
  if (answer.status === 200) return answer;
  throw refused(answer, `${GITHUB_API}, asked for ${path.slice(1)},`, 'CUSTODY-507', hintFor(answer));
}

function hintFor({ status, headers }: HttpAnswer): string {
  if (headers.get('x-ratelimit-remaining') === '0' || status === 429)
    return 'The rate limit is used up: give `github-token`, or run the job again later.';
  if (status >= 500) return 'Run the job again; https://www.githubstatus.com shows outages.';
  return [
    'GitHub deletes runs after a time, and hides those of private repositories. Give `github-token: ${{ github.token }}`',
    'and add `permissions: actions: read` to the job; of a run that is deleted nothing can be known: build and seal anew.',
  ].join('\n');
}

function elsewhere(uri: string, serverUrl: string): Fault {
  return new Fault('CUSTODY-507', `${JSON.stringify(uri)} is not an attempt of a run at ${serverUrl}`, {
    hint: 'Runs are asked of the server that this job belongs to. On the command line set GITHUB_SERVER_URL and GITHUB_API_URL.',
  });
}

function tooMany(path: string): Fault {
  return new Fault('CUSTODY-404', `${path.slice(1)} has more than ${limits.runJobs} jobs`, {
    hint: 'Seal in a workflow with fewer jobs, or leave `run-conclusion` out of the policy.',
  });
}
