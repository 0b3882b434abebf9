/** Check runs of GitHub (https://docs.github.com/en/rest/checks/runs). */
import type { CheckAnnotation, CheckRun, CheckSubject, Checks } from '../../ports/checks.ts';
import { refused } from '../http/answer.ts';
import type { HttpAnswer } from '../http/types.ts';
import { GITHUB_API, type GitHubApiOptions, githubApi, repositoryPath } from './api.ts';
import {
  annotationKeys,
  type CommitChecks,
  checkRunOf,
  checkRunsOf,
  isRefusal,
  keyOf,
  type PostedRun,
} from './check-list.ts';

export interface ChecksOptions extends GitHubApiOptions {
  /** `OWNER/REPOSITORY`. */
  readonly repository: string;
}

interface Posting extends CommitChecks {
  readonly run: CheckRun;
  readonly subject: CheckSubject;
}

/** Annotations in one request (`output.annotations`): one more and it is refused. Those of later requests are added. */
const PER_REQUEST = 50;

/** @throws Fault `CUSTODY-907` for an `apiUrl` that cannot be asked */
export function githubChecks(options: ChecksOptions): Checks {
  const api = githubApi(options);
  const path = repositoryPath(options.repository);
  return {
    post: async (run, subject) => {
      const refusal = await post({ api, path, commit: subject.commit, name: run.name, run, subject });
      return refusal === undefined ? 'posted' : { refused: reasonOf(refusal) };
    },
  };
}

/** @returns the answer with which GitHub refused */
async function post(posting: Posting): Promise<HttpAnswer | undefined> {
  const runs = await checkRunsOf(posting);
  if ('status' in runs) return runs;
  const earlier = newest(runs.filter(({ externalId }) => isEarlier(externalId, posting.subject)));
  const [first = [], ...more] = batchesOf(posting.run.annotations, await annotationKeys(posting, earlier));
  // A run that another app has made under our name cannot be changed; ours then stands beside it.
  const updated = earlier && (await update(posting, earlier, first));
  let posted = updated && !('status' in updated) ? updated : await create(posting, first);
  for (const batch of more) {
    if ('status' in posted) break;
    posted = await update(posting, posted, batch);
  }
  return 'status' in posted ? posted : undefined;
}

/** In lists of 50, at least one; those that an earlier attempt left there are not said again. */
function batchesOf(all: readonly CheckAnnotation[], known: ReadonlySet<string>) {
  const fresh = all.filter((annotation) => !known.has(keyOf(annotation)));
  return Array.from({ length: Math.max(1, Math.ceil(fresh.length / PER_REQUEST)) }, (_, index) =>
    fresh.slice(index * PER_REQUEST, (index + 1) * PER_REQUEST),
  );
}

function create(posting: Posting, batch: readonly CheckAnnotation[]): Promise<PostedRun | HttpAnswer> {
  const { api, path, run, subject } = posting;
  const body = JSON.stringify({ name: run.name, head_sha: subject.commit, ...bodyOf(posting, batch) });
  const same = ({ externalId, title }: PostedRun) =>
    externalId === externalIdOf(subject) && title === run.title;
  return once(posting, same, (mayRepeat) => api.post(`${path}/check-runs`, body, mayRepeat));
}

function update(
  posting: Posting,
  before: PostedRun,
  batch: readonly CheckAnnotation[],
): Promise<PostedRun | HttpAnswer> {
  const { api, path } = posting;
  const body = JSON.stringify(bodyOf(posting, batch));
  const grown = ({ id, annotations }: PostedRun) => id === before.id && annotations > before.annotations;
  return once(posting, grown, (mayRepeat) => api.patch(`${path}/check-runs/${before.id}`, body, mayRepeat));
}

/** A request whose answer was lost may have arrived: it is looked for before it is repeated. */
async function once(
  posting: Posting,
  isIt: (run: PostedRun) => boolean,
  send: (mayRepeat: () => Promise<boolean>) => Promise<HttpAnswer>,
): Promise<PostedRun | HttpAnswer> {
  const seen: { arrived?: PostedRun | undefined } = {};
  const mayRepeat = async () => {
    const runs = await checkRunsOf(posting);
    seen.arrived = 'status' in runs ? undefined : runs.find(isIt);
    return seen.arrived === undefined;
  };
  const answer = await send(mayRepeat).catch((error: unknown) => {
    if (seen.arrived === undefined) throw error;
    return undefined;
  });
  if (seen.arrived !== undefined || answer === undefined) return seen.arrived as PostedRun;
  if (isRefusal(answer)) return answer;
  if (answer.status === 200 || answer.status === 201) return checkRunOf(answer);
  throw refused(answer, `${GITHUB_API}, asked to post a check run,`, 'CUSTODY-904', 'Run the job again.');
}

function bodyOf({ run, subject }: Posting, batch: readonly CheckAnnotation[]): object {
  const annotations = batch.map(({ path, line, level, title, message }) => ({
    path,
    start_line: line,
    end_line: line,
    annotation_level: level,
    title,
    message,
  }));
  return {
    external_id: externalIdOf(subject),
    details_url: subject.page,
    status: 'completed',
    conclusion: run.conclusion,
    output: { title: run.title, summary: run.summary, text: run.text ?? '', annotations },
  };
}

function externalIdOf({ job, attempt }: CheckSubject): string {
  return `${job} ${attempt}`;
}

/** Of the same job, and not of this very attempt: there another leg of a matrix may have spoken. */
function isEarlier(externalId: string, { job, attempt }: CheckSubject): boolean {
  const cut = externalId.lastIndexOf(' ');
  const said = externalId.slice(cut + 1);
  return externalId.slice(0, cut) === job && /^\d+\.\d+$/.test(said) && said !== attempt;
}

function newest(runs: readonly PostedRun[]): PostedRun | undefined {
  return runs.reduce<PostedRun | undefined>((a, b) => (a === undefined || b.id > a.id ? b : a), undefined);
}

function reasonOf({ status, said }: HttpAnswer): string {
  return `GitHub answered ${status}${said === undefined ? '' : `: ${said}`}`;
}
