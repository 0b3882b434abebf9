/** One expression, checked and planned: text in, a function over the inputs out. */
import { type CelInput, type CelResult, celEnv, celError, isCelError, plan } from '@bufbuild/cel';
import { ruleFunctions } from './functions.ts';
import type { Meter } from './meter.ts';
import { checkNames } from './names.ts';
import { parseExpression } from './parse.ts';
import { checkPatterns } from './pattern.ts';
import { withPayment } from './payment.ts';
import { checkVacuity } from './vacuous.ts';

/** The documented variables; without a prototype. */
export type Inputs = Readonly<Record<string, CelInput>>;
/** True, false, or why it is neither (trust rule T30: never taken for true). */
export type Answer = boolean | { readonly why: string };

export interface Condition {
  /** Dotted paths from the variables. */
  readonly reads: readonly string[];
  /** Never throws. The engine's answer to an error is a value that is truthy: nothing but a boolean leaves here. */
  ask(inputs: Inputs, meter: Meter): Answer;
}

/** @throws ExpressionError for everything that can be told before there is evidence */
export function compileCondition(text: string): Condition {
  const { term, parsed } = parseExpression(text);
  const reads = checkNames(term);
  checkVacuity(term);
  checkPatterns(term);
  const evaluate = plan(environment, withPayment(parsed));
  return {
    reads,
    ask(inputs, meter) {
      const value = evaluateBy(meter, () => evaluate(inputs));
      if (meter.spent !== undefined) return { why: meter.spent };
      if (typeof value === 'boolean') return value;
      return { why: isCelError(value) ? value.message : 'it is neither true nor false' };
    },
  };
}

/** Whoever evaluates just now: an evaluation is never interrupted, and begins no other. */
let paying: Meter | undefined;
const environment = celEnv({ funcs: ruleFunctions((steps) => paying?.pay(steps)) });

/** Errors are values here, and one is made for every element that has none of what is asked: without their stacks. */
function evaluateBy(meter: Meter, evaluate: () => CelResult): CelResult {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  paying = meter;
  try {
    return evaluate();
  } catch (error) {
    return celError(error);
  } finally {
    paying = undefined;
    Error.stackTraceLimit = stackTraceLimit;
  }
}
