/**
 * Rules in CEL, decided on proven evidence alone. A rule passes when its answer is `true` and nothing else is: an error,
 * a value that is no boolean and a bound that is passed are `unknown` (trust rule T30).
 */
import type { ArtifactRule, Decision, Evidence } from '../../model/evidence.ts';
import type { Artifact } from '../../model/subject.ts';
import type { Answer, Inputs } from './condition.ts';
import { inputsOf, type Surroundings } from './inputs.ts';
import { createMeter, type Meter } from './meter.ts';
import type { CompiledRule } from './rule.ts';

/** Where a rule is asked, and under which requirement's id the provenance was proven. */
export type Circumstances = Surroundings & { readonly provenance?: string };

export function customRule(
  compiled: CompiledRule,
  { provenance = 'provenance', ...surroundings }: Circumstances,
): ArtifactRule {
  const { id, at } = compiled.rule;
  return {
    id,
    at,
    decide(artifact, proven) {
      const all = distinct([...proven.values()].flat());
      const about = looksAtProvenance(compiled) ? (proven.get(provenance) ?? []) : [undefined];
      if (about.length === 0) return undecided(id, 'no provenance was proven that it could be asked about');
      return decideForAny(compiled, artifact, all, distinct(about), surroundings);
    },
  };
}

function looksAtProvenance({ when, assert }: CompiledRule): boolean {
  return [...(when?.reads ?? []), ...assert.reads].some(
    (path) => path === 'evidence' || /^evidence\.provenance(?:\.|$)/.test(path),
  );
}

/** A bundle may have satisfied several requirements, and counts once. */
function distinct<T extends Evidence | undefined>(evidence: readonly T[]): readonly T[] {
  return [...new Map(evidence.map((one) => [one?.bundle, one])).values()];
}

/** One provenance is enough, and the decision says which (trust rule T21). */
function decideForAny(
  compiled: CompiledRule,
  artifact: Artifact,
  all: readonly Evidence[],
  about: readonly (Evidence | undefined)[],
  surroundings: Surroundings,
): Decision {
  const meter = createMeter();
  const decisions: Decision[] = [];
  for (const provenance of about) {
    const inputs = inputsOf(artifact, all, provenance, surroundings);
    const decision = decideFor(compiled, inputs, meter, provenance);
    if (decision.status === 'pass') return decision;
    decisions.push(decision);
  }
  const unknown = decisions.find(({ status }) => status === 'unknown');
  return unknown ?? (decisions[0] as Decision);
}

function decideFor(
  { rule, when, assert }: CompiledRule,
  inputs: Inputs,
  meter: Meter,
  provenance: Evidence | undefined,
): Decision {
  const of = provenance ? ` for the provenance by ${provenance.signer.identity} (${provenance.origin})` : '';
  const applies: Answer = when ? when.ask(inputs, meter) : true;
  if (applies === false) return { status: 'pass', message: `does not apply${of}` };
  const answer = applies === true ? assert.ask(inputs, meter) : applies;
  if (answer === true) return { status: 'pass', message: `holds${of}` };
  if (answer === false) {
    return {
      status: 'fail',
      code: 'CUSTODY-525',
      message: rule.message,
      expected: rule.assert.expression,
      found: `not true${of}`,
      hint: 'The rule is your own: `custody policy explain` says what it reads.',
    };
  }
  return undecided(rule.id, answer.why);
}

/** Far longer than any message of the engine but those that carry a value. */
const LONGEST = 300;

function undecided(id: string, why: string): Decision {
  return {
    status: 'unknown',
    code: 'CUSTODY-506',
    message: `the rule ${id} has no answer: ${why.length > LONGEST ? `${why.slice(0, LONGEST)}…` : why}`,
    hint: 'Ask with `has(…)` whether a member is there before it is used, and compare what is of one type.',
  };
}
