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
  return [
    ...[...celEnv().funcs, ...conversions, ...clock].map((one) => metered(one, pay)),
    ...membership(pay),
    defineMethod('matches', [STRING, STRING], BOOL, (text: string, pattern: string) => {
      const { instructions, test } = patternOf(pattern);
      pay((text.length * instructions) / 16);
      return test(text);
    }),
  ];
}

const deep = new Set(['_==_', '_!=_', '@in']);
/** Reading or writing a time takes some 10 µs, and some 40 for the longest duration. */
const SLOW = 40;
const slow = new Set(['timestamp', 'duration', 'string']);

function metered(inner: CelFunc, pay: Pay): CelFunc {
  const { name, target, arguments: types, result } = inner;
  const paid = (self: CelValue | undefined, operands: CelValue[]) => {
    const all = self === undefined ? operands : [self, ...operands];
    for (const one of all) deep.has(name) ? payDeep(one, pay) : pay(costOf(one));
    if (name === 'contains') pay(pairCost(all));
    if (slow.has(name)) pay(SLOW);
    const value = inner.call(0, self, operands);
    if (value === undefined || isCelError(value)) throw value;
    return value;
  };
  return target === undefined
    ? define(name, types, result, (...operands: CelValue[]) => paid(undefined, operands))
    : defineMethod(name, [target, ...types], result, (self: CelValue, ...operands: CelValue[]) =>
        paid(self, operands),
      );
}

function membership(pay: Pay): readonly CelFunc[] {
  return [
    define(ELEMENT, [LIST, INT], DYN, (list: CelList, index: bigint) =>
      present(list.get(Number(index)), index),
    ),
    define(ELEMENT, [MAP, STRING], DYN, (map: CelMap, key: string) => present(map.get(key), key)),
    define(EACH, [DYN, INT], DYN, (list: CelList | CelMap, terms: bigint) => {
      pay(Number(terms) * (list.size ?? 0));
      return list;
    }),
    ...[BOOL, INT, DOUBLE].map((type) => define('@in', [type, MAP], BOOL, () => false)),
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
  // The engine takes milliseconds, where the specification has seconds.
  define('timestamp', [INT], TIMESTAMP, () => {
    throw notA('time: write it as a text');
  }),
];

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
