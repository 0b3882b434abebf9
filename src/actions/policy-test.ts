/** `policy test`: a policy against the cases of a folder, without a network. */
import { join } from 'node:path';
import type { Environment } from '../kit/environment.ts';
import type { Wiring } from '../kit/wire.ts';
import { type Gap, gaps, rulesOf } from '../policy/cases/coverage.ts';
import { type Tried, tryCase } from '../policy/cases/try.ts';
import { counted } from '../policy/explain/words.ts';
import { readied } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';
import { readPolicy } from '../policy/read.ts';
import type { Answer } from '../report/answer.ts';
import { logLines } from '../report/log.ts';
import { rootsOf } from './by-policy.ts';
import { policyBytes } from './policy-bytes.ts';
import { type FoundCase, findCases } from './policy-cases.ts';

export interface TestInputs {
  readonly folder: string;
  readonly policy: string | undefined;
  readonly roots: readonly string[];
}

/** `fail` where a verdict differs or a rule lacks a case. */
export async function testPolicy(
  inputs: TestInputs,
  environment: Environment,
  wire: Wiring,
): Promise<Answer> {
  const { folder, roots: given } = inputs;
  const file = inputs.policy ?? join(folder, 'policy.yml');
  const policy = readPolicy(await policyBytes(file, wire), file, file);
  const cases = await findCases(folder, environment.workspace, wire);
  const roots = await rootsOf([{ policy, custom: [] }], given, wire.trustRoot);
  const world = { now: wire.clock.now(), environment: '', serverUrl: environment.serverUrl, roots };
  const tried = await Promise.all(cases.map((one) => tryOn(one, policy, world)));
  const rules = rulesOf(await readied(policy, world), { ...world, runs: new Map() });
  const lacking = gaps(rules, tried);
  const wrong = tried.filter((one) => one.wrong.length > 0);
  return {
    status: wrong.length === 0 && lacking.length === 0 ? 'pass' : 'fail',
    lines: [
      ...tried.flatMap(caseLines),
      ...lacking.map(gapLine),
      ...policy.extends.map(({ repository, commit, path }) => `not asked  ${repository}@${commit}:${path}`),
      `${counted(tried.length, 'case')}, ${wrong.length} otherwise than expected; ${counted(rules.length, 'rule')}, ${lacking.length} without both cases.`,
    ],
  };
}

async function tryOn(
  { name, wanted, artifact, candidates }: FoundCase,
  policy: Policy,
  world: Parameters<typeof tryCase>[2],
): Promise<Tried> {
  const { now = world.now, environment = '' } = wanted;
  const own = { ...world, now, environment };
  return tryCase(name, { wanted, artifact, candidates, ready: await readied(policy, own) }, own);
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

function gapLine({ rule, lacks }: Gap): string {
  return `untested   ${rule}: there is ${lacks.map((kind) => kinds[kind]).join(', and ')}`;
}
