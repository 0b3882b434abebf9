/**
 * Which rules the cases really test: each wants a case that it lets pass, and one that it alone refuses. Evidence that is
 * refused for everything at once would tell nothing of any rule.
 */
import type { Finding } from '../../model/finding.ts';
import { compile, type World } from '../compile.ts';
import type { ReadyPolicy } from '../decide.ts';
import type { Tried } from './try.ts';

export interface Gap {
  readonly rule: string;
  readonly lacks: readonly ('passing' | 'refusing')[];
}

const SUMMARY = 'summary';

/** The rules that a verdict by this policy may speak of. */
export function rulesOf({ policy, custom }: ReadyPolicy, world: World): readonly string[] {
  const ids = policy.artifacts.flatMap((entry) => {
    const { requirements, rules = [] } = compile(policy, entry, custom, world);
    const asked = [...requirements.filter(({ optional }) => !optional), ...rules].map(({ id }) => id);
    return entry.summaries ? [...asked, SUMMARY] : asked;
  });
  return [...new Set(ids)];
}

/**
 * @param rules of one policy
 * @param tried the cases; those that came out otherwise than expected count for nothing
 * @param index of that policy: what another one finds of a case counts for its own rules alone
 */
export function gaps(rules: readonly string[], tried: readonly Tried[], index: number): readonly Gap[] {
  const right = tried
    .filter(({ wrong }) => wrong.length === 0)
    .map(({ each }) => each[index]?.findings ?? []);
  const passing = new Set(right.flatMap((findings) => findings.filter(isMet).map(({ rule }) => rule)));
  const refusing = new Set(right.flatMap(refusedAlone));
  return rules.flatMap((rule) => {
    const lacks = [
      ...(passing.has(rule) ? [] : (['passing'] as const)),
      ...(refusing.has(rule) ? [] : (['refusing'] as const)),
    ];
    return lacks.length > 0 ? [{ rule, lacks }] : [];
  });
}

/** Met by evidence: neither lifted by an exception, nor passed over because its `when` is false. */
function isMet({ status, exception, message }: Finding): boolean {
  return status === 'pass' && !exception && !message.startsWith('does not apply');
}

/** A summary that is refused is always told beside what the evidence lacks. */
function refusedAlone(findings: readonly Finding[]): readonly string[] {
  const refused = new Set(findings.filter(({ status }) => status === 'fail').map(({ rule }) => rule));
  const summary = refused.delete(SUMMARY) ? [SUMMARY] : [];
  return refused.size === 1 ? [...summary, ...refused] : summary;
}
