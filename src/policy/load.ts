/** A policy with everything that it extends, read and compiled (trust rule T31). */
import { Fault, Faults } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import type { PolicyFile, PolicyFiles } from '../ports/policy-files.ts';
import type { Surroundings } from './cel/inputs.ts';
import type { ReadyPolicy } from './decide.ts';
import { hasEnded } from './exceptions.ts';
import type { Policy } from './policy.ts';
import { readPolicy } from './read.ts';

type Some<T> = readonly [T, ...T[]];
type Extended = Policy['extends'][number];

/**
 * @param first the policy that was asked for
 * @param files where those that it extends are read, each at its commit; absent where nothing may be asked
 * @param surroundings what the policy's own rules may know besides evidence
 * @returns the first, then the others in their order
 * @throws Faults `CUSTODY-501` to `-504` and those of `files`
 */
export async function loadPolicies(
  first: PolicyFile,
  files: PolicyFiles | undefined,
  surroundings: Surroundings,
): Promise<Some<ReadyPolicy>> {
  const policies = await readPolicies(first, async ({ repository, commit, path, at }) => {
    if (!files) throw unasked(at);
    return files.atCommit(repository, commit, path);
  });
  return allReadied(policies, surroundings);
}

/**
 * @param find reads one that is extended; throws what stands in the way, at the line that names it
 * @returns the first, then the others in their order
 * @throws Faults `CUSTODY-501` to `-503`, `-404` and those of `find`
 */
export async function readPolicies(
  first: PolicyFile,
  find: (extended: Extended) => Promise<PolicyFile>,
): Promise<Some<Policy>> {
  const policies: [Policy, ...Policy[]] = [
    readPolicy(first.bytes, first.path ?? fileOf(first.uri), first.uri),
  ];
  // Grows while it is read: what is extended may extend in turn. A commit cannot name its own successor, so it ends; where
  // files stand for commits, and name each other in a circle, the limit ends it.
  for (const policy of policies) {
    for (const extended of policy.extends) {
      if (policies.length >= limits.policies) throw tooMany(extended.at);
      const { bytes, uri, path = uri } = await find(extended);
      policies.push(readPolicy(bytes, path, uri));
    }
  }
  return policies;
}

/** Each with its own rules compiled, in their order. Throws as `readied` does. */
export async function allReadied(
  policies: Some<Policy>,
  surroundings: Surroundings,
): Promise<Some<ReadyPolicy>> {
  const ready = await Promise.all(policies.map((policy) => readied(policy, surroundings)));
  return ready as unknown as Some<ReadyPolicy>;
}

/** What to look after before it ends, for the report. */
export function notices(policies: readonly ReadyPolicy[], now: Date): readonly string[] {
  const soon = new Date(now.getTime() + 30 * 24 * 60 * 60 * 1000);
  return policies.flatMap(({ policy }) => {
    const ending = hasEnded(policy.expires.until, soon) && !hasEnded(policy.expires.until, now);
    const day = (date: Date) => date.toISOString().slice(0, 10);
    return [
      ...(ending
        ? [
            `The policy ${policy.reference.uri} ends with ${day(policy.expires.until)}; ${policy.owner} owns it.`,
          ]
        : []),
      ...policy.exceptions
        .filter(({ until }) => hasEnded(until, now))
        .map(
          ({ rule, until, at, owner }) =>
            `The exception of ${rule} at line ${at.line} of ${at.file} has ended with ${day(until)}; ${owner} owns it.`,
        ),
    ];
  });
}

/**
 * With its own rules compiled. CEL takes its time to load, so that only a policy with such rules waits for it.
 * @throws Faults `CUSTODY-502`, one for each rule that cannot be asked
 */
async function readied(policy: Policy, surroundings: Surroundings): Promise<ReadyPolicy> {
  if (policy.rules.length === 0) return { policy, custom: [] };
  const { compileRule } = await import('./cel/rule.ts');
  const { customRules } = await import('./cel/decide.ts');
  const faults: Fault[] = [];
  const compiled = policy.rules.flatMap((rule) => {
    try {
      return compileRule(rule);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(error);
      return [];
    }
  });
  const [first, ...more] = faults;
  if (first) throw new Faults([first, ...more]);
  return { policy, custom: customRules(compiled, surroundings) };
}

/** The path in the repository, so that an annotation lands on its line; the address where it is not in this one. */
function fileOf(uri: string): string {
  return /^[\w.-]+\/[\w.-]+@[0-9a-f]+:(.+)$/.exec(uri)?.[1] ?? uri;
}

function tooMany(at: NonNullable<Fault['at']>): Fault {
  return new Fault('CUSTODY-404', `more than ${limits.policies} policies extend each other`, {
    hint: 'Let one policy of the organisation be extended by all.',
    at,
  });
}

function unasked(at: NonNullable<Fault['at']>): Fault {
  return new Fault('CUSTODY-504', 'a policy that is extended cannot be fetched offline', {
    hint: 'Verify without `offline: true`, or name a policy that extends none.',
    at,
  });
}
