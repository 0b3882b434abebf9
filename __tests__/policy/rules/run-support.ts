/** Runs that the sandbox's GitHub knows of, and evidence that was signed in them. */
import type { RunAttempt, RunJob } from '../../../sandbox/github/index.ts';
import { exampleRepository, type Sandbox } from '../../../sandbox/index.ts';
import { githubForge } from '../../../src/io/github/forge.ts';
import { Fault } from '../../../src/model/fault.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { type Runs, runCheck, runsToAsk } from '../../../src/policy/rules/run.ts';
import type { RunFacts } from '../../../src/ports/forge.ts';
import { impatient } from '../../support/impatient.ts';
import { evidence, tryOn } from '../../support/stand.ts';

export const headSha = '8f6c1d3f0a1b2c3d4e5f60718293a4b5c6d7e8f9';
/** Where the runs of the examples are. */
export const ours = 'https://github.com/acme/shop/actions/runs';
let numbers = 9_100_000_000;

export const ended = (name: string, conclusion: string): RunJob => ({
  id: ++numbers,
  name,
  status: 'completed',
  conclusion,
});
export const going = (name: string): RunJob => ({
  id: ++numbers,
  name,
  status: 'in_progress',
  conclusion: null,
});
export const good = [ended('build', 'success'), ended('docs', 'skipped')];
export const bad = [ended('build', 'success'), ended('publish', 'failure')];

export type Given = Partial<Omit<RunAttempt, 'number'>>;

/** A new run with these attempts, each a success unless it says otherwise; its number. */
export function ran(sandbox: Sandbox, ...attempts: readonly Given[]): number {
  const run = ++numbers;
  for (const [index, given] of attempts.entries()) {
    sandbox.github.recordAttempt(exampleRepository, {
      run,
      number: index + 1,
      event: 'push',
      headSha,
      path: '.github/workflows/release.yml',
      status: 'completed',
      conclusion: 'success',
      jobs: good,
      ...given,
    });
  }
  return run;
}

/** Evidence of the run, judged as `verify` does: first without its facts, then with those that are lacking. */
export async function verified(
  sandbox: Sandbox,
  run: number,
  { attempt = 1, own }: { attempt?: number; own?: string } = {},
): Promise<Verdict> {
  const claims = { run_id: String(run), run_attempt: String(attempt) };
  const bundle = await evidence(sandbox.sigstore, { claims });
  const judged = (known: Runs) =>
    tryOn(sandbox.sigstore, [bundle], { requirement: { checks: [runCheck(known, own)] } });
  const known = new Map<string, RunFacts | Fault>();
  for (const url of runsToAsk(judged(known))) known.set(url, await asked(sandbox, url));
  return judged(known);
}

async function asked({ apiUrl }: Sandbox, url: string): Promise<RunFacts | Fault> {
  const forge = githubForge({ apiUrl, serverUrl: 'https://github.com', http: impatient(300) });
  try {
    return await forge.run(url);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
