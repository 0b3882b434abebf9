/**
 * The functions of rules: those of the engine, each paid for, and our own where the engine's do not fit. There a text
 * that is no number becomes 0 or NaN, hours are read in the time zone of the machine, a number looks through all keys
 * of a map, and a pattern is compiled anew for every text.
 */
import {
  type CelFunc,
  type CelList,
  type CelMap,
  CelScalar,
  type CelValue,
  celEnv,
  celFunc,
  celMethod,
  celType,
  isCelError,
  listType,
  mapType,
  objectType,
} from '@bufbuild/cel';
import { costOf, type Pay, pairCost, payDeep } from './meter.ts';
import { patternOf } from './pattern.ts';

/** In place of `a[b]`; the engine's own goes through all keys of a map for a number. */
export const ELEMENT = '@element';
/** `list` as it is, paid for to be gone through: `@each(list, terms of the body)`. */
export const EACH = '@each';

/** What a rule calls in place of a function of the engine: whatever is called by its own name has no price. */
export function paidName(name: string): string {
  return `paid ${name}`;
}

const { BOOL, DOUBLE, DYN, INT, STRING } = CelScalar;
const LIST = listType(DYN);
const MAP = mapType(STRING, DYN);
const TIMESTAMP = objectType('google.protobuf.Timestamp');

type Implementation = (...operands: never[]) => unknown;

const define = (name: string, types: readonly unknown[], result: unknown, implementation: Implementation) =>
  celFunc(name, types as [], result as typeof DYN, implementation as () => CelValue);

/** The target is the first operand. */
const defineMethod = (
  name: string,
  [target, ...types]: readonly unknown[],
  result: unknown,
  implementation: Implementation,
) =>
  celMethod(name, target as typeof DYN, types as [], result as typeof DYN, function (...operands) {
    return (implementation as (...all: unknown[]) => CelValue)(this, ...operands);
  });

export function ruleFunctions(pay: Pay): CelFunc[] {
  const { funcs } = celEnv({ funcs: [...conversions, ...clock, ...membership, matching(pay)] });
  const forms = Map.groupBy(
    funcs,
    ({ name, target, arguments: { length } }) => `${name} ${!target} ${length}`,
  );
  return [...elements(pay), ...Array.from(forms.values(), (overloads) => paid(overloads, pay))];
}

/** All overloads of a function as one, which pays first. */
function paid(overloads: readonly CelFunc[], pay: Pay): CelFunc {
  const [{ name, target, arguments: types }] = overloads as [CelFunc];
  const price = priceOf(name, pay);
  const answer = (self: CelValue | undefined, operands: CelValue[]): CelValue => {
    const simple = simply(name, operands);
    if (simple !== undefined) return simple;
    for (const overload of overloads) {
      const value = overload.call(0, self, operands);
      if (isCelError(value)) throw value;
      if (value !== undefined) return value;
    }
    const found = (self === undefined ? operands : [self, ...operands]).map((one) => celType(one).name);
    throw new Error(`found no matching overload of ${name} for ${found.join(', ')}`);
  };
  const untyped = types.map(() => DYN);
  if (target === undefined)
    return define(paidName(name), untyped, DYN, (...operands: CelValue[]) => {
      price(operands);
      return answer(undefined, operands);
    });
  return defineMethod(paidName(name), [DYN, ...untyped], DYN, (self: CelValue, ...operands: CelValue[]) => {
    price([self, ...operands]);
    return answer(self, operands);
  });
}

/** What rules ask most, of plain values: there every overload would be asked whether it fits. */
function simply(name: string, [first, second]: readonly CelValue[]): boolean | undefined {
  if (name === '!_') return typeof first === 'boolean' ? !first : undefined;
  const isText = name === '_==_' && typeof first === 'string' && typeof second === 'string';
  return isText ? first === second : undefined;
}

const deep = new Set(['_==_', '_!=_', '@in']);
/** Reading or writing a time takes some 10 µs, and some 40 for the longest duration. */
const SLOW = 40;
const slow = new Set(['timestamp', 'duration', 'string']);

function priceOf(name: string, pay: Pay): (operands: readonly CelValue[]) => void {
  const [isDeep, isPair, fixed] = [deep.has(name), name === 'contains', slow.has(name) ? SLOW : 0];
  return (operands) => {
    for (const one of operands) isDeep ? payDeep(one, pay) : pay(costOf(one));
    if (isPair) pay(pairCost(operands));
    if (fixed > 0) pay(fixed);
  };
}

/** No key of a map is of another type than text. */
const membership = [BOOL, INT, DOUBLE].map((type) => define('@in', [type, MAP], BOOL, () => false));

function matching(pay: Pay): CelFunc {
  return defineMethod('matches', [STRING, STRING], BOOL, (text: string, pattern: string) => {
    const { instructions, test } = patternOf(pattern);
    pay((text.length * instructions) / 16);
    return test(text);
  });
}

function elements(pay: Pay): readonly CelFunc[] {
  return [
    define(ELEMENT, [LIST, INT], DYN, (list: CelList, index: bigint) =>
      present(list.get(Number(index)), index),
    ),
    define(ELEMENT, [MAP, STRING], DYN, (map: CelMap, key: string) => present(map.get(key), key)),
    define(EACH, [DYN, INT], DYN, (list: CelList | CelMap, terms: bigint) => {
      pay(Number(terms) * (list.size ?? 0));
      return list;
    }),
  ];
}

function present(value: CelValue | undefined, key: bigint | string): CelValue {
  if (value === undefined) throw new Error(`there is no element ${key}`);
  return value;
}

const conversions: readonly CelFunc[] = [
  define('int', [STRING], INT, (text: string) => {
    const value = /^-?\d{1,19}$/.test(text) ? BigInt(text) : undefined;
    if (value === undefined || BigInt.asIntN(64, value) !== value) throw notA('whole number');
    return value;
  }),
  define('double', [STRING], DOUBLE, (text: string) => {
    if (!/^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text)) throw notA('number');
    return Number(text);
  }),
  define('timestamp', [STRING], TIMESTAMP, timeOf),
  // The engine takes milliseconds, where the specification has seconds.
  define('timestamp', [INT], TIMESTAMP, () => {
    throw notA('time: write it as a text');
  }),
];

const engine = celEnv();
let last: { readonly text: string; readonly time: CelValue } | undefined;

/** Mostly written in the rule itself, and asked for with every element of a list. */
function timeOf(text: string): CelValue {
  if (last?.text === text) return last.time;
  const time = engine.funcs.find('timestamp')?.call(0, undefined, [text]);
  if (time === undefined || isCelError(time)) throw time;
  last = { text, time };
  return time;
}

function notA(what: string): Error {
  return new Error(`the value is not a ${what}`);
}

/** In UTC. */
const clock: readonly CelFunc[] = (
  [
    ['getFullYear', (date) => date.getUTCFullYear()],
    ['getMonth', (date) => date.getUTCMonth()],
    ['getDate', (date) => date.getUTCDate()],
    ['getDayOfWeek', (date) => date.getUTCDay()],
    ['getHours', (date) => date.getUTCHours()],
    ['getMinutes', (date) => date.getUTCMinutes()],
  ] satisfies readonly [string, (date: Date) => number][]
).map(([name, read]) =>
  defineMethod(name, [TIMESTAMP], INT, ({ message }: { readonly message: { readonly seconds: bigint } }) =>
    BigInt(read(new Date(Number(message.seconds) * 1_000))),
  ),
);
