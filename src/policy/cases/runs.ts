/** What GitHub would say of the runs that a case speaks of, in place of asking it (trust rule T14). */
import type { Verdict } from '../../model/verdict.ts';
import type { AttemptFacts, RunFacts } from '../../ports/forge.ts';
import type { PolicyCase } from './case.ts';

/** @param verdict without any answer about runs: it names those that evidence was signed in */
export function runsOf(verdict: Verdict, runs: PolicyCase['runs']): ReadonlyMap<string, RunFacts> {
  const stated = new Map(runs.map((run) => [run.run, run]));
  const facts = new Map<string, RunFacts>();
  for (const one of verdict.findings.flatMap(({ weighed }) => weighed)) {
    const signer = one.outcome === 'undecided' ? one.signer : undefined;
    const run = signer && stated.get(signer.runUrl);
    if (!run) continue;
    const attempt = attemptOf(run);
    const { sourceRepositoryId: repositoryId, sourceCommit: headSha } = signer;
    facts.set(run.run, { repositoryId, headSha, event: 'push', latest: attempt, asked: attempt });
  }
  return facts;
}

function attemptOf({ run, conclusion, jobs }: PolicyCase['runs'][number]): AttemptFacts {
  const number = Number(run.slice(run.lastIndexOf('/') + 1));
  const all = jobs.length > 0 ? jobs : [{ name: 'build', conclusion }];
  return {
    number,
    ...ending(conclusion),
    jobs: all.map((job, index) => ({ id: `${index + 1}`, name: job.name, ...ending(job.conclusion) })),
  };
}

function ending(conclusion: string | undefined) {
  return conclusion === undefined ? { status: 'in_progress' } : { status: 'completed', conclusion };
}
