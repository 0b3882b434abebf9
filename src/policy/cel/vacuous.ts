/**
 * The linter for claims that hold because there is nothing (trust rule T30): `[].all(…)` is true, and so is
 * `![].exists(…)`. Whoever says something of every element says as well whether there must be one.
 */
import { claimsOf, countOf, isJoint, isLowerBound, opposite, type Sign } from './claims.ts';
import { type Call, ExpressionError, type Loop, sameness, type Term, within } from './tree.ts';

/** @throws ExpressionError where the expression may be true because a list is empty */
export function checkVacuity(root: Term): void {
  check(root, 'true', new Set());
}

function check(term: Term, sign: Sign, claimed: ReadonlySet<string>): void {
  if (term.kind === 'loop') checkLoop(term, sign, claimed);
  else if (term.kind === 'call') checkCall(term, sign, claimed);
  else for (const one of within(term)) check(one, 'either', claimed);
}

function checkLoop(loop: Loop, sign: Sign, claimed: ReadonlySet<string>): void {
  const { macro, over, body } = loop;
  const universal = macro === 'all' ? sign !== 'false' : sign !== 'true';
  if (universal) requireClaim(over, loop, claimed);
  checkList(over, claimed);
  check(body, macro === 'all' || macro === 'exists' ? sign : 'either', claimed);
}

/** A list of which the emptiness is looked after by whoever asks for it. */
function checkList(list: Term, claimed: ReadonlySet<string>): void {
  if (list.kind === 'loop') checkList(list.over, claimed);
  check(list.kind === 'loop' ? list.body : list, 'either', claimed);
}

function checkCall(call: Call, sign: Sign, claimed: ReadonlySet<string>): void {
  const { name, operands } = call;
  if (name === '_&&_' || name === '_||_') return void checkParts(call, sign, claimed);
  const counted = countOf(call);
  const holds = counted && isLowerBound(counted, sign) && counted.list;
  for (const [index, operand] of operands.entries()) {
    const isList = name === '@in' && sign === 'true' && index === 1;
    if (isList || holds) checkList(holds || operand, claimed);
    else check(operand, signOf(name, index, sign), claimed);
  }
}

/** What must become of an operand. */
function signOf(name: string, index: number, sign: Sign): Sign {
  if (name === '!_') return opposite(sign);
  return name === '_?_:_' && index > 0 ? sign : 'either';
}

function checkParts(call: Call, sign: Sign, claimed: ReadonlySet<string>): void {
  const parts = partsOf(call, call.name);
  const said = isJoint(call.name, sign)
    ? parts.flatMap((part) => claimsOf(part, sign))
    : parts.flatMap((part) => mayBeEmptyBy(part, opposite(sign)));
  const known = new Set([...claimed, ...said]);
  for (const part of parts) check(part, sign, known);
}

/** `a && b && c` as three. */
function partsOf(term: Term, name: string): readonly Term[] {
  if (term.kind !== 'call' || term.name !== name) return [term];
  return term.operands.flatMap((operand) => partsOf(operand, name));
}

/** `size(x) == 0 || x.all(…)` says that none is fine: of what a signer wrote, never of the evidence itself. */
function mayBeEmptyBy(part: Term, sign: Sign): readonly string[] {
  const counted = part.kind === 'call' && countOf(part);
  return counted && isLowerBound(counted, sign) && !isOfEvidence(counted.list)
    ? [sameness(counted.list)]
    : [];
}

function isOfEvidence(term: Term): boolean {
  const isAll = term.kind === 'select' && term.field === 'all' && term.of.kind === 'name';
  return isAll || within(term).some(isOfEvidence);
}

function requireClaim(list: Term, { macro, offset }: Loop, claimed: ReadonlySet<string>): void {
  const holds = list.kind === 'list' && list.items.length > 0;
  if (holds || claimed.has(sameness(list))) return;
  throw new ExpressionError(
    `${macro} says something of every element, which holds where there is none`,
    'Say that there is one, as `size(list) > 0 && …` about the same list.',
    offset,
  );
}
