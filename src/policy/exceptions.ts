/** Exceptions: risks that somebody accepted for one artifact until a day (trust rule T31). */
import type { Finding } from '../model/finding.ts';
import type { Artifact } from '../model/subject.ts';
import type { Exception } from './policy.ts';

/**
 * Lifts what was refused, never what could not be decided: nobody can have accepted what nobody knows. An exception that
 * has ended lifts nothing, and says so in a finding of its own.
 */
export function withExceptions(
  findings: readonly Finding[],
  exceptions: readonly Exception[],
  artifact: Artifact,
  now: Date,
): readonly Finding[] {
  const ours = exceptions.filter(({ subject }) => subject === `sha256:${artifact.digests.sha256}`);
  return findings.flatMap((finding) => {
    if (finding.status !== 'fail') return [finding];
    const about = ours.filter(({ rule }) => covers(rule, finding.rule));
    const inForce = about.find((exception) => !hasEnded(exception.until, now));
    if (inForce) return [lifted(finding, inForce)];
    return [finding, ...about.map((exception) => ended(exception, finding))];
  });
}

/** Whether the last day of something has passed: it ends with that day in UTC. */
export function hasEnded(until: Date, now: Date): boolean {
  return now.getTime() >= until.getTime() + 24 * 60 * 60 * 1000;
}

/** `vulnerabilities` stands for its parts as well; a type of predicate for itself alone, however others go on. */
function covers(exception: string, rule: string): boolean {
  return rule.replace(/^vulnerabilities\.(?:scan|vex)$/, 'vulnerabilities') === exception;
}

function lifted(finding: Finding, { until, reason, owner, approvedBy, at }: Exception): Finding {
  const exception = { until: day(until), reason, owner, approvedBy, at };
  return { ...finding, status: 'pass', exception };
}

function ended({ rule, until, owner, at }: Exception, { subject }: Finding): Finding {
  return {
    rule: 'exception',
    at,
    status: 'fail',
    subject,
    code: 'CUSTODY-524',
    message: `the exception of ${rule} has expired`,
    expected: 'an exception that is in force, or none',
    found: `it ended with ${day(until)}`,
    hint: `Meet the rule, or let ${owner} decide again.`,
    weighed: [],
  };
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
