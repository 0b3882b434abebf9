/**
 * What became of the run that signed (trust rule T14): valid provenance of a run that failed is no release. Which of its
 * jobs sealed is not known, so that every job of the attempt that signed has to have ended well.
 */
import type { Evidence, EvidenceCheck, Objection, Remark } from '../../model/evidence.ts';
import { Fault } from '../../model/fault.ts';
import { parseRunUri, sameName } from '../../model/identity.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { AttemptFacts, JobFacts, RunFacts } from '../../ports/forge.ts';

/** By the run URL of the certificate: what GitHub says of it, or why it could not be asked. */
export type Runs = ReadonlyMap<string, RunFacts | Fault>;

/**
 * Asked last of the checks, so that only evidence that is good otherwise has its run asked for.
 *
 * @param runs first none, then those of `runsToAsk`
 * @param own URL of the run in which this verification takes place, without its attempt; absent outside of runs
 */
export function runCheck(runs: Runs, own?: string): EvidenceCheck {
  return ({ signer }) => {
    const { runUrl, sourceRepository } = signer;
    const run = parseRunUri(runUrl);
    if (!run || !sameName(runUrl.split('/actions/')[0] ?? '', sourceRepository))
      return refused('the certificate names no run of its source', `a run of ${sourceRepository}`, runUrl);
    const facts = runs.get(runUrl);
    if (facts === undefined) return undecided(runUrl, 'it was not asked', 'Verify online.');
    if (facts instanceof Fault) return undecided(runUrl, facts.message, facts.hint);
    return otherRun(facts, signer) ?? weighRun(facts, runUrl, own);
  };
}

/** The runs that `runCheck` lacked: URLs, none twice. */
export function runsToAsk({ findings }: Pick<Verdict, 'findings'>): readonly string[] {
  const lacking = findings
    .flatMap(({ weighed }) => weighed)
    .flatMap((one) => (one.outcome === 'undecided' && one.code === 'CUSTODY-507' ? [one] : []));
  return [...new Set(lacking.flatMap(({ signer }) => (signer ? [signer.runUrl] : [])))];
}

/** Numbers are given once, so that this happens only where somebody answers in GitHub's place, or for another server. */
function otherRun(facts: RunFacts, signer: Evidence['signer']): Objection | undefined {
  const another = 'another run answers under this number';
  if (facts.repositoryId !== signer.sourceRepositoryId)
    return refused(another, `repository ${signer.sourceRepositoryId}`, `repository ${facts.repositoryId}`);
  // For a pull request the run names the head, and the certificate the merge that was checked out.
  if (!facts.event.startsWith('pull_request') && facts.headSha !== signer.sourceCommit)
    return refused(another, `commit ${signer.sourceCommit}`, `commit ${facts.headSha}`);
  if (!facts.asked) return refused(another, signer.runUrl, `${facts.latest.number} attempts`);
  return undefined;
}

function weighRun(
  { latest, asked = latest }: RunFacts,
  runUrl: string,
  own: string | undefined,
): Objection | Remark | undefined {
  const ended = latest.status === 'completed';
  if (ended && latest.conclusion !== 'success')
    return refused('the run did not succeed', 'success', `${latest.conclusion} of attempt ${latest.number}`);
  if (!ended && !(own && sameName(runUrl.split('/attempts/')[0] ?? '', own)))
    return undecided(runUrl, 'it has not ended', 'Verify once it has, or within the run itself.');
  const failed = ended ? [] : latest.jobs.filter(endedBadly);
  if (failed.length > 0) return refused('a job of this run failed', 'none that failed', named(failed));
  const message = 'own-run: this run has not ended, and no job of it has failed so far';
  return weighJobs(asked, runUrl) ?? (ended ? undefined : { outcome: 'remark', message });
}

/** Any job that ran may be the one that sealed. */
function weighJobs(attempt: AttemptFacts, runUrl: string): Objection | undefined {
  const ran = attempt.jobs.filter(({ conclusion = '' }) => !['skipped', 'neutral'].includes(conclusion));
  const open = attempt.status !== 'completed';
  const bad = ran.filter((job) => (open ? endedBadly(job) : job.conclusion !== 'success'));
  if (ran.length > 0 && bad.length === 0) return undefined;
  if (ran.length > 0 && bad.length === ran.length)
    return refused('no job of the attempt that signed succeeded', 'success', named(bad));
  return undecided(
    runUrl,
    `which job sealed is not known, and not every job of attempt ${attempt.number} succeeded: ${named(bad) || 'none ran'}`,
    'Re-run all jobs, or build anew: evidence then comes from an attempt in which nothing failed.',
  );
}

function endedBadly({ status, conclusion = '' }: JobFacts): boolean {
  return status === 'completed' && !['success', 'skipped', 'neutral'].includes(conclusion);
}

const MOST_NAMED = 5;

function named(jobs: readonly JobFacts[]): string {
  const more = jobs.length > MOST_NAMED ? [`${jobs.length - MOST_NAMED} more`] : [];
  const some = jobs.slice(0, MOST_NAMED).map(({ name, conclusion }) => `${name} (${conclusion ?? 'open'})`);
  return [...some, ...more].join(', ');
}

function refused(message: string, expected: string, found: string): Objection {
  const hint = 'Look at the run. Build and seal anew: a release comes from a run that succeeded.';
  return { outcome: 'refused', refusal: { code: 'CUSTODY-522', message, expected, found, hint } };
}

function undecided(runUrl: string, reason: string, hint: string): Objection {
  const message = `what became of the run ${runUrl} is not known: ${reason}`;
  return { outcome: 'undecided', code: 'CUSTODY-507', message, hint };
}
