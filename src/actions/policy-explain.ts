/** `policy explain`: a policy, or what it asks of one artifact, in plain sentences. */
import type { Wiring } from '../kit/wire.ts';
import { explainArtifact, explainPolicy } from '../policy/explain/policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { Answer } from '../report/answer.ts';
import { policiesAt } from './policy-extends.ts';

/** @param given as `policiesAt` takes it: then what is extended follows, in the order in which it is decided */
export async function explain(
  file: string,
  name: string | undefined,
  given: readonly string[],
  wire: Wiring,
): Promise<Answer> {
  const policies = await policiesAt(file, given, wire);
  const now = wire.clock.now();
  const parts = await Promise.all(
    policies.map(async (policy) => {
      const explained = { policy, rules: await sentences(policy), whole: policies.length > 1, now };
      return name === undefined ? explainPolicy(explained) : explainArtifact(explained, name);
    }),
  );
  return { status: 'pass', lines: parts.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines])) };
}

async function sentences({ rules }: Policy): Promise<readonly string[]> {
  if (rules.length === 0) return [];
  const { compileRule, describeRule } = await import('../policy/cel/rule.ts');
  return rules.map((rule) => describeRule(compileRule(rule)));
}
