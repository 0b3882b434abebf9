/** Which lists an expression claims to hold something, where it is true or where it is false (trust rule T30). */
import { type Call, sameness, type Term } from './tree.ts';

/** Whether a part must be true, must be false, or may be either for the whole to be true. */
export type Sign = 'true' | 'false' | 'either';

export function opposite(sign: Sign): Sign {
  if (sign === 'either') return 'either';
  return sign === 'true' ? 'false' : 'true';
}

/** `a && b` where it is true and `a || b` where it is false say something of both. */
export function isJoint(name: string, sign: Sign): boolean {
  return (name === '_&&_' && sign === 'true') || (name === '_||_' && sign === 'false');
}

/** Lists that cannot be empty where the term has this sign, as `sameness` names them. */
export function claimsOf(term: Term, sign: Sign): readonly string[] {
  if (term.kind === 'loop') {
    const [existing] = term.macro === 'all' ? ['false'] : ['true'];
    const says = ['all', 'exists', 'exists_one'].includes(term.macro) && sign === existing;
    return says ? chain(term.over) : [];
  }
  if (term.kind !== 'call') return [];
  const [first, second] = term.operands;
  if (term.name === '!_' && first) return claimsOf(first, opposite(sign));
  if (isJoint(term.name, sign)) return term.operands.flatMap((one) => claimsOf(one, sign));
  if (term.name === '@in' && second && sign === 'true') return chain(second);
  const counted = countOf(term);
  return counted && isLowerBound(counted, sign) ? chain(counted.list) : [];
}

/** `size(list) OPERATOR number`, in whatever order it is written. */
interface Counted {
  readonly list: Term;
  readonly operator: string;
  readonly number: bigint;
}

const turned: Readonly<Record<string, string>> = {
  '_<_': '_>_',
  '_<=_': '_>=_',
  '_>_': '_<_',
  '_>=_': '_<=_',
  '_==_': '_==_',
  '_!=_': '_!=_',
};

export function countOf({ name, operands: [left, right] }: Call): Counted | undefined {
  const other = turned[name];
  if (other === undefined || !left || !right) return undefined;
  return counted(left, name, right) ?? counted(right, other, left);
}

function counted(size: Term, operator: string, number: Term): Counted | undefined {
  if (size.kind !== 'call' || size.name !== 'size' || number.kind !== 'literal') return undefined;
  const [list] = size.operands;
  return list && typeof number.value === 'bigint' ? { list, operator, number: number.value } : undefined;
}

const negated: Readonly<Record<string, string>> = {
  '_<_': '_>=_',
  '_<=_': '_>_',
  '_>_': '_<=_',
  '_>=_': '_<_',
  '_==_': '_!=_',
  '_!=_': '_==_',
};

/** Whether there is at least one where this holds. */
export function isLowerBound({ operator, number }: Counted, sign: Sign): boolean {
  switch (sign === 'false' ? negated[operator] : sign === 'true' && operator) {
    case '_>_':
      return number >= 0n;
    case '_>=_':
    case '_==_':
      return number >= 1n;
    case '_!=_':
      return number === 0n;
    default:
      return false;
  }
}

/** A list, and every list that it was picked from: where it holds something, they do. */
export function chain(list: Term): readonly string[] {
  const own = sameness(list);
  const picked = list.kind === 'loop' && (list.macro === 'filter' || list.macro === 'map');
  return picked ? [own, ...chain(list.over)] : [own];
}
