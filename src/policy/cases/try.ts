/** One case, tried on a policy: the decision that a gate would come to, held against what the case expects. */
import type { Finding, Weighed } from '../../model/finding.ts';
import type { Candidate } from '../../model/requirement.ts';
import type { Artifact } from '../../model/subject.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { World } from '../compile.ts';
import { decideEach, joined, type ReadyPolicy } from '../decide.ts';
import type { PolicyCase } from './case.ts';
import { runsOf } from './runs.ts';

export interface Trial {
  readonly wanted: PolicyCase;
  readonly artifact: Artifact;
  readonly candidates: readonly Candidate[];
  /** The policy, then all that it extends; all must pass. */
  readonly policies: readonly [ReadyPolicy, ...ReadyPolicy[]];
}

export interface Tried {
  readonly name: string;
  readonly verdict: Verdict;
  /** The verdict by each policy alone, in their order. */
  readonly each: readonly Verdict[];
  /** What is other than expected, one sentence each. */
  readonly wrong: readonly string[];
}

/** Asks nobody: what became of runs is what the case says. */
export function tryCase(
  name: string,
  { wanted, artifact, candidates, policies }: Trial,
  world: Omit<World, 'runs'>,
): Tried {
  const by = (runs: World['runs']) => decideEach(artifact, candidates, policies, { ...world, runs });
  const first = by(new Map());
  const each = wanted.runs.length > 0 ? by(runsOf(joined(first), wanted.runs)) : first;
  const verdict = joined(each);
  return { name, verdict, each, wrong: differences(wanted, verdict) };
}

function differences({ expect, findings }: PolicyCase, verdict: Verdict): readonly string[] {
  const { status } = verdict;
  return [
    ...(status === expect ? [] : [`expected ${expect}, and it is ${status}`]),
    ...findings
      .filter(
        ({ rule, code }) => !verdict.findings.some((found) => found.rule === rule && bears(found, code)),
      )
      .map(
        ({ rule, code }) => `expected a finding of ${rule}${code ? ` with ${code}` : ''}, and there is none`,
      ),
  ];
}

function bears({ code, weighed }: Finding, wanted: string | undefined): boolean {
  return wanted === undefined || code === wanted || weighed.some((one) => codeOf(one) === wanted);
}

function codeOf(weighed: Weighed): string | undefined {
  if (weighed.outcome === 'satisfies') return undefined;
  return weighed.outcome === 'refused' ? weighed.refusal.code : weighed.code;
}
