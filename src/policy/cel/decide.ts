/**
 * Rules in CEL, decided on proven evidence alone. A rule passes when its answer is `true` and nothing else is: an error,
 * a value that is no boolean and a bound that is passed are `unknown` (trust rule T30).
 */
import type { ArtifactRule, Decision, Evidence } from '../../model/evidence.ts';
import type { Answer, Inputs } from './condition.ts';
import { type Surroundings, type View, viewOf } from './inputs.ts';
import { Meter } from './meter.ts';
import type { CompiledRule } from './rule.ts';

/** Where a rule is asked, and under which requirement's id the provenance was proven. */
export type Circumstances = Surroundings & { readonly provenance?: string };

/** Rules that are asked in the same circumstances, and see one view of what a judgment has proven. */
export function customRules(
  compiled: readonly CompiledRule[],
  { provenance = 'provenance', ...surroundings }: Circumstances,
): readonly ArtifactRule[] {
  const look = onceEach((artifact, proven) => viewOf(artifact, proven, surroundings, provenance));
  return compiled.map((one) => customRule(one, look));
}

type Look = (...judgment: Parameters<ArtifactRule['decide']>) => View;

/** The judge asks one rule after the other about the same. */
function onceEach(look: Look): Look {
  let last: { readonly judgment: Parameters<Look>; readonly view: View } | undefined;
  return (...judgment) => {
    if (!last || judgment.some((part, index) => part !== last?.judgment[index]))
      last = { judgment, view: look(...judgment) };
    return last.view;
  };
}

function customRule(compiled: CompiledRule, look: Look): ArtifactRule {
  const { id, at } = compiled.rule;
  const needsProvenance = looksAtProvenance(compiled);
  return {
    id,
    at,
    decide(artifact, proven) {
      const view = look(artifact, proven);
      const about = needsProvenance ? view.provenance : [undefined];
      if (about.length === 0) return undecided(id, 'no provenance was proven that it could be asked about');
      return decideForAny(compiled, view, about);
    },
  };
}

function looksAtProvenance({ when, assert }: CompiledRule): boolean {
  return [...(when?.reads ?? []), ...assert.reads].some(
    (path) => path === 'evidence' || /^evidence\.provenance(?:\.|$)/.test(path),
  );
}

/** One provenance is enough, and the decision says which (trust rule T21). */
function decideForAny(
  compiled: CompiledRule,
  view: View,
  about: readonly (Evidence | undefined)[],
): Decision {
  const meter = new Meter();
  const decisions: Decision[] = [];
  for (const provenance of about) {
    const decision = decideFor(compiled, view.inputs(provenance), meter, provenance);
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
