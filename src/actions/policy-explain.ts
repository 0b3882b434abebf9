/** `policy explain`: a policy, or what it asks of one artifact, in plain sentences. */
import type { Wiring } from '../kit/wire.ts';
import { explainArtifact, explainPolicy } from '../policy/explain/policy.ts';
import type { Policy } from '../policy/policy.ts';
import { readPolicy } from '../policy/read.ts';
import type { Answer } from '../report/answer.ts';
import { policyBytes } from './policy-bytes.ts';

export async function explain(file: string, name: string | undefined, wire: Wiring): Promise<Answer> {
  const policy = readPolicy(await policyBytes(file, wire), file, file);
  const explained = { policy, rules: await sentences(policy), now: wire.clock.now() };
  const lines = name === undefined ? explainPolicy(explained) : explainArtifact(explained, name);
  return { status: 'pass', lines };
}

async function sentences({ rules }: Policy): Promise<readonly string[]> {
  if (rules.length === 0) return [];
  const { compileRule, describeRule } = await import('../policy/cel/rule.ts');
  return rules.map((rule) => describeRule(compileRule(rule)));
}
