/** `policy test`: a policy against the cases of a folder, without a network. */
import { join } from 'node:path';
import type { Environment } from '../kit/environment.ts';
import type { Wiring } from '../kit/wire.ts';
import { type Gap, gaps, rulesOf } from '../policy/cases/coverage.ts';
import { type Tried, tryCase } from '../policy/cases/try.ts';
import { counted } from '../policy/explain/words.ts';
import { allReadied } from '../policy/load.ts';
import { addressOf, type Policy } from '../policy/policy.ts';
import type { Answer } from '../report/answer.ts';
import { logLines } from '../report/log.ts';
import { rootsOf } from './by-policy.ts';
import { type FoundCase, findCases } from './policy-cases.ts';
import { policiesAt } from './policy-extends.ts';

export interface TestInputs {
  readonly folder: string;
  readonly policy: string | undefined;
  readonly roots: readonly string[];
  /** As `policiesAt` takes it: then each case is decided by what is extended as well. */
  readonly extends: readonly string[];
}

type Policies = readonly [Policy, ...Policy[]];

/** `fail` where a verdict differs or a rule lacks a case. */
export async function testPolicy(
  inputs: TestInputs,
  environment: Environment,
  wire: Wiring,
): Promise<Answer> {
  const { folder } = inputs;
  const policies = await policiesAt(inputs.policy ?? join(folder, 'policy.yml'), inputs.extends, wire);
  const cases = await findCases(folder, environment.workspace, wire);
  const surroundings = { now: wire.clock.now(), environment: '' };
  const ready = await allReadied(policies, surroundings);
  const roots = await rootsOf(ready, inputs.roots, wire.trustRoot);
  const world = { ...surroundings, serverUrl: environment.serverUrl, roots };
  const tried = await Promise.all(cases.map((one) => tryOn(one, policies, world)));
  const rules = ready.map((one) => rulesOf(one, { ...world, runs: new Map() }));
  const lacking = rules.map((each, index) => gaps(each, tried, index));
  const wrong = tried.filter((one) => one.wrong.length > 0);
  return {
    status: wrong.length === 0 && lacking.flat().length === 0 ? 'pass' : 'fail',
    lines: [
      ...tried.flatMap(caseLines),
      ...policies.flatMap((policy, index) => gapLines(policy, lacking[index] ?? [], policies.length > 1)),
      ...(policies.length > 1 ? [] : policies[0].extends.map(unaskedLine)),
      `${counted(tried.length, 'case')}, ${wrong.length} otherwise than expected; ${counted(rules.flat().length, 'rule')}, ${lacking.flat().length} without both cases.`,
    ],
  };
}

async function tryOn(
  { name, wanted, artifact, candidates }: FoundCase,
  policies: Policies,
  world: Parameters<typeof tryCase>[2],
): Promise<Tried> {
  const { now = world.now, environment = '' } = wanted;
  const own = { ...world, now, environment };
  return tryCase(name, { wanted, artifact, candidates, policies: await allReadied(policies, own) }, own);
}

function caseLines({ name, verdict, wrong }: Tried): readonly string[] {
  if (wrong.length === 0) return [`ok         ${name}: ${verdict.status}`];
  const told = logLines({ verb: 'policy', status: verdict.status, verdicts: [verdict], notices: [] });
  return [
    ...wrong.map((what) => `wrong      ${name}: ${what}`),
    ...told.slice(0, -1).map((line) => `  ${line}`),
  ];
}

const kinds = { passing: 'none that it lets pass', refusing: 'none that it alone refuses' } as const;

function gapLines({ reference }: Policy, lacking: readonly Gap[], named: boolean): readonly string[] {
  const whose = named ? ` of ${reference.uri}` : '';
  return lacking.map(
    ({ rule, lacks }) =>
      `untested   ${rule}${whose}: there is ${lacks.map((kind) => kinds[kind]).join(', and ')}`,
  );
}

function unaskedLine(address: Policy['extends'][number]): string {
  return `not asked  ${addressOf(address)}: \`--extends\` takes its file`;
}
