/** Rules that a policy writes itself, in CEL (`rules:`), compiled when the policy is read (trust rule T30). */
import { Fault, type Place } from '../../model/fault.ts';
import type { CustomRule } from '../policy.ts';
import { type Condition, compileCondition } from './condition.ts';
import { ExpressionError } from './tree.ts';

export interface CompiledRule {
  readonly rule: CustomRule;
  readonly when?: Condition;
  readonly assert: Condition;
}

/** @throws Fault `CUSTODY-502` at the place of the expression, for everything that is wrong before there is evidence */
export function compileRule(rule: CustomRule): CompiledRule {
  const assert = compileAt(rule, 'assert', rule.assert);
  return { rule, assert, ...(rule.when && { when: compileWhen(rule, rule.when) }) };
}

type Stated = CustomRule['assert'];

/** What is absent must never switch a rule off: `when` cannot ask which evidence there is. */
function compileWhen(rule: CustomRule, stated: Stated): Condition {
  const when = compileAt(rule, 'when', stated);
  if (!when.reads.some((path) => path === 'evidence' || path === 'evidence.all')) return when;
  throw new Fault(
    'CUSTODY-502',
    `rule ${rule.id}, when: it reads evidence.all, so that missing evidence would lift the rule`,
    {
      hint: 'Ask for artifact, environment, now or evidence.provenance there, and for other evidence in `assert`.',
      at: stated.at,
    },
  );
}

function compileAt({ id }: CustomRule, part: string, { expression, at }: Stated): Condition {
  try {
    return compileCondition(expression);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { message, hint, offset } = error;
    throw new Fault('CUSTODY-502', `rule ${id}, ${part}: ${message}${near(expression, offset)}`, {
      hint,
      at: placeOf(expression, offset, at),
      cause: error,
    });
  }
}

function near(expression: string, offset: number): string {
  const rest = expression.slice(offset).trim();
  return rest === '' ? '' : `, at: ${rest.length > 40 ? `${rest.slice(0, 40)}…` : rest}`;
}

/** In a text of several lines only its beginning is known: how YAML folded it is not. */
function placeOf(expression: string, offset: number, at: Place): Place {
  return at.column === undefined || expression.includes('\n') ? at : { ...at, column: at.column + offset };
}

/** What a rule asks and reads, in a sentence. */
export function describeRule({ rule, when, assert }: CompiledRule): string {
  const reads = [...new Set([...(when?.reads ?? []), ...assert.reads])].join(', ');
  const condition = rule.when ? `Where ${rule.when.expression}: ` : '';
  return `${condition}${rule.assert.expression} (reads ${reads})`;
}
