/** Tells GitHub's side what becomes of a run: its jobs as they begin and end, and how it ends. */
import type { Outcome, RunJob } from '../github/model.ts';
import type { RunOptions } from './options.ts';
import type { Conclusion } from './result.ts';

export interface Register {
  job(job: RunJob): void;
  end(conclusion: Conclusion): void;
}

/** @param path of the workflow that was started */
export function createRegister(
  { sandbox, event }: Pick<RunOptions, 'sandbox' | 'event'>,
  path: string,
  run: number,
  attempt: number,
): Register {
  const jobs = new Map<number, RunJob>();
  const record = (outcome: Outcome) =>
    sandbox.recordAttempt?.({
      run,
      number: attempt,
      event: event.name,
      headSha: event.sha,
      path,
      jobs: [...jobs.values()],
      ...outcome,
    });
  return {
    job(job) {
      jobs.set(job.id, job);
      record({ status: 'in_progress', conclusion: null });
    },
    end: (conclusion) => record({ status: 'completed', conclusion }),
  };
}
