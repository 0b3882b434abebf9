/**
 * CEL's own conformance suite, as the engine's publisher ships it: what one version answers, the next must answer too.
 * The engine by itself, and as rules call it: with loops that pay and functions that are ours.
 */

import { celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { tests } from '@bufbuild/cel-spec/testdata/conformance.js';
import { expect, test } from '@jest/globals';
import { ruleFunctions } from '../../../src/policy/cel/functions.ts';
import { withPayment } from '../../../src/policy/cel/payment.ts';

interface Case {
  readonly expr: string;
  readonly value?: Readonly<Record<string, unknown>>;
  readonly evalError?: object;
  readonly container?: string;
  readonly bindings?: object;
}

interface Suite {
  readonly name: string;
  readonly suites?: readonly Suite[];
  readonly tests?: readonly { readonly original: Case }[];
}

/** Suites about what rules use, and how many of their cases are about values that JSON has. */
const suites: Readonly<Record<string, number>> = {
  basic: 25,
  comparisons: 352,
  conversions: 74,
  fp_math: 30,
  integer_math: 54,
  lists: 35,
  logic: 30,
  macros: 34,
  string: 47,
  timestamps: 73,
};

/** What rules answer otherwise: there is no time by a number, no element by a fraction, and no unsigned number. */
const otherwise = [
  'dyn(timestamp(0)) == null',
  'timestamp(timestamp(1000000000)) == timestamp(1000000000)',
  '[7, 8, 9][dyn(0.0)]',
  '[7, 8, 9][dyn(0u)]',
];

const plain = celEnv();
const ours = celEnv({ funcs: ruleFunctions(() => undefined) });

function casesOf(suite: Suite): readonly Case[] {
  return [...(suite.tests ?? []).map(({ original }) => original), ...(suite.suites ?? []).flatMap(casesOf)];
}

const kinds = ['boolValue', 'int64Value', 'doubleValue', 'stringValue'];

/** No variables, no messages, and an answer that is an error or of a kind that JSON has. */
function isPlain({ container, bindings, value, evalError }: Case): boolean {
  const [kind = ''] = Object.keys(value ?? {});
  return (
    container === undefined && bindings === undefined && (evalError !== undefined || kinds.includes(kind))
  );
}

function expected({ value = {} }: Case): unknown {
  if ('int64Value' in value) return BigInt(value['int64Value'] as string);
  return 'doubleValue' in value ? Number(value['doubleValue']) : Object.values(value)[0];
}

function answers(one: Case, evaluate: (expr: string) => unknown): boolean {
  let found: unknown;
  try {
    found = evaluate(one.expr);
  } catch {
    return one.evalError !== undefined;
  }
  return one.evalError === undefined ? Object.is(found, expected(one)) : isCelError(found);
}

const cases = Object.fromEntries(
  ((tests as unknown as Suite).suites ?? []).map((suite) => [suite.name, casesOf(suite).filter(isPlain)]),
);

test.each(Object.entries(suites))('%s: all %i', (name, count) => {
  const all = cases[name] ?? [];
  expect(all.length).toBe(count);
  expect(all.filter((one) => !answers(one, (expr) => plan(plain, parse(expr))()))).toEqual([]);
});

test('rules answer the same', () => {
  // Neither bytes nor patterns without anchors reach an evaluation: they are refused when the policy is read.
  const reaching = Object.keys(suites)
    .flatMap((name) => cases[name] ?? [])
    .filter(({ expr }) => !/\bb['"]|BytesValue|matches/.test(expr));
  const differing = reaching.filter((one) => !answers(one, (expr) => plan(ours, withPayment(parse(expr)))()));
  expect(differing.map(({ expr }) => expr)).toEqual(otherwise);
});
