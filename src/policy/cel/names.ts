/** Every name of an expression against the documented ones, and parts that are always the same (trust rule T30). */
import { functions, type Shape, variables } from './language.ts';
import { type Call, ExpressionError, type Loop, type Select, sameness, type Term, within } from './tree.ts';

type Scope = ReadonlyMap<string, Shape>;

/**
 * @returns what the expression reads, as dotted paths from the variables
 * @throws ExpressionError for a name that is not documented, and for what can never be true or never be false
 */
export function checkNames(root: Term): readonly string[] {
  const reads = new Set<string>();
  condition(root, variables, reads);
  return [...reads];
}

/** Something that is asked: it must be able to be true and to be false. */
function condition(term: Term, scope: Scope, reads: Set<string>): void {
  const shape = shapeOf(term, scope, reads);
  if (shape !== 'truth' && shape !== 'data')
    throw new ExpressionError('this is neither true nor false', 'Compare it with something.', term.offset);
  if (!namesSomething(term))
    throw new ExpressionError('this is always the same: it reads nothing', 'Leave it out.', term.offset);
}

function namesSomething(term: Term): boolean {
  return term.kind === 'name' || within(term).some(namesSomething);
}

function shapeOf(term: Term, scope: Scope, reads: Set<string>): Shape {
  switch (term.kind) {
    case 'literal':
      return typeof term.value === 'boolean' ? 'truth' : 'text';
    case 'list':
      for (const item of term.items) shapeOf(item, scope, reads);
      return 'list';
    case 'name':
    case 'select': {
      const path = pathOf(term);
      if (path !== undefined && !isOfLoop(path, scope)) reads.add(path);
      return term.kind === 'name' ? variable(term, scope) : member(term, scope, reads);
    }
    case 'loop':
      return loop(term, scope, reads);
    case 'call':
      return call(term, scope, reads);
  }
}

function variable({ name, offset }: { readonly name: string; readonly offset: number }, scope: Scope): Shape {
  const shape = scope.get(name);
  if (shape !== undefined) return shape;
  throw new ExpressionError(`there is no ${name}`, `There are ${[...scope.keys()].join(', ')}.`, offset);
}

function member(term: Select, scope: Scope, reads: Set<string>): Shape {
  const { of, field, has, offset } = term;
  // A path is read as a whole: its beginnings are not read for themselves.
  const shape = shapeOf(of, scope, pathOf(of) === undefined ? reads : new Set());
  const found = memberOf(shape, field);
  if (found === undefined) {
    const known = typeof shape === 'object' && 'members' in shape ? Object.keys(shape.members) : [];
    const hint = known.length > 0 ? `There are ${known.join(', ')}.` : 'It has no members.';
    throw new ExpressionError(`there is no ${field} here`, hint, offset);
  }
  return has ? 'truth' : found;
}

function memberOf(shape: Shape, field: string): Shape | undefined {
  if (shape === 'data') return 'data';
  if (typeof shape === 'string' || 'elements' in shape) return undefined;
  return Object.hasOwn(shape.members, field) ? shape.members[field] : undefined;
}

function loop({ macro, over, variable: name, body, offset }: Loop, scope: Scope, reads: Set<string>): Shape {
  if (scope.has(name))
    throw new ExpressionError(`${name} means something already`, 'Choose another name.', offset);
  const list = shapeOf(over, scope, reads);
  if (!isList(list))
    throw new ExpressionError(
      'this is no list',
      `Nothing in it can be gone through with ${macro}.`,
      over.offset,
    );
  const elements = typeof list === 'object' && 'elements' in list ? list.elements : 'data';
  const inner = new Map([...scope, [name, elements]]);
  if (macro === 'map') return { elements: shapeOf(body, inner, reads) };
  condition(body, inner, reads);
  return macro === 'filter' ? { elements } : 'truth';
}

function isList(shape: Shape): boolean {
  return shape === 'data' || shape === 'list' || (typeof shape === 'object' && 'elements' in shape);
}

/** Functions whose operands are asked themselves. */
const asking: ReadonlyMap<string, number> = new Map([
  ['_&&_', 2],
  ['_||_', 2],
  ['!_', 1],
  ['_?_:_', 1],
]);

function call(term: Call, scope: Scope, reads: Set<string>): Shape {
  const { name, isMethod, operands, offset } = term;
  const signature = functions.get(isMethod ? `.${name}` : name);
  if (signature === undefined || signature.operands !== operands.length) {
    const hint = 'The page about rules lists every function: docs/policy/rules-in-cel.md.';
    throw new ExpressionError(`there is no function ${name} that is called like this`, hint, offset);
  }
  const shapes = operands.map((operand, index) => {
    if (index >= (asking.get(name) ?? 0)) return shapeOf(operand, scope, reads);
    condition(operand, scope, reads);
    return 'truth';
  });
  if (name === '_[_]') return elementOf(shapes[0], offset);
  if (/^_(?:[=!<>]=|[<>])_$/.test(name)) checkSides(term);
  return signature.gives;
}

function elementOf(shape: Shape | undefined, offset: number): Shape {
  if (typeof shape !== 'object') return 'data';
  if ('elements' in shape) return shape.elements;
  throw new ExpressionError('its members are known', 'Name the member after a dot.', offset);
}

function checkSides({ operands: [left, right], offset }: Call): void {
  if (left && right && sameness(left) === sameness(right))
    throw new ExpressionError('both sides are the same', 'Compare with something else.', offset);
}

/** `a.b.c`, where it begins with a name. */
function pathOf(term: Term): string | undefined {
  if (term.kind === 'name') return term.name;
  if (term.kind !== 'select') return undefined;
  const path = pathOf(term.of);
  return path === undefined ? undefined : `${path}.${term.field}`;
}

function isOfLoop(path: string, scope: Scope): boolean {
  const [name = ''] = path.split('.');
  return scope.has(name) && !variables.has(name);
}
