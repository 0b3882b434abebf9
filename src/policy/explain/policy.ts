/** A policy in plain sentences: what passes, what does not, what lifts what, and what it leaves open. Unescaped. */
import { entriesFor } from '../decide.ts';
import { hasEnded } from '../exceptions.ts';
import {
  type ArtifactEntry,
  addressOf,
  type EnvironmentEntry,
  type Exception,
  type Policy,
} from '../policy.ts';
import { entryLines, signersOf } from './entry.ts';
import { signerLines } from './signer.ts';
import { all, counted, day, either, span } from './words.ts';

export interface Explained {
  readonly policy: Policy;
  /** Each of the policy's own rules in a sentence, in the order of the file. */
  readonly rules: readonly string[];
  /** Whether what it extends is explained as well, after it. */
  readonly whole: boolean;
  readonly now: Date;
}

/** The whole policy. */
export function explainPolicy(explained: Explained): readonly string[] {
  const { policy, rules, now } = explained;
  return [
    ...headLines(explained),
    'An artifact passes where every entry that matches its name is met. What no entry matches does not pass (CUSTODY-520).',
    ...entriesLines(policy, policy.artifacts),
    ...section('Rules of its own, for every artifact', ruleLines(policy, rules)),
    ...section('Exceptions', exceptionLines(policy.exceptions, now)),
    ...section('Environments: checked here, decided on by promotion', environmentLines(policy)),
  ];
}

/** What is asked of one artifact. */
export function explainArtifact(explained: Explained, name: string): readonly string[] {
  const { policy, rules, now } = explained;
  const entries = entriesFor(policy, name);
  const head = headLines(explained);
  if (entries.length === 0) {
    const patterns = policy.artifacts.flatMap(({ match }) => match);
    return [
      ...head,
      `${name} does not pass: no entry matches it (CUSTODY-520).`,
      `  The entries match ${either(patterns)}.`,
    ];
  }
  return [
    ...head,
    `${name} passes where all of this is true (${counted(entries.length, 'entry matches', 'entries match')} it).`,
    ...entriesLines(policy, entries),
    ...section('Rules of its own', ruleLines(policy, rules)),
    ...section('Exceptions, if it has the digest', exceptionLines(policy.exceptions, now)),
  ];
}

/** What a policy covers, in one line. */
export function coverLine({ artifacts, signers, rules, exceptions }: Policy): string {
  const patterns = artifacts.flatMap(({ match }) => match);
  const counts = [
    counted(signers.size, 'signer'),
    counted(rules.length, 'rule of its own', 'rules of its own'),
    counted(exceptions.length, 'exception'),
  ];
  return `covers ${all(patterns)}, with ${all(counts)}`;
}

function headLines({ policy, whole, now }: Explained): readonly string[] {
  const { reference, owner, expires, extends: others } = policy;
  const { file } = expires.at;
  const here = file === reference.uri ? '' : ` (here ${file})`;
  const told = whole ? 'what it asks stands below' : 'it is not explained here (`--extends` takes its file)';
  const ended = hasEnded(expires.until, now);
  const until = ended
    ? `It ended with ${day(expires.until)}: every verdict is \`unknown\` (CUSTODY-505).`
    : `It decides until the end of ${day(expires.until)} (UTC); after that every verdict is \`unknown\`.`;
  return [
    `The policy ${reference.uri}${here}, which ${owner} owns. ${until}`,
    ...others.map((other) => `${addressOf(other)} must pass as well; ${told}.`),
    '',
  ];
}

function entriesLines(policy: Policy, entries: readonly ArtifactEntry[]): readonly string[] {
  return [
    ...entries.flatMap((entry) => ['', ...entryLines(entry)]),
    ...section(
      "Signers (provenance is signed in a run of the source; all else there, or in a run of the signer's own repository)",
      signerLines(policy, entries.flatMap(signersOf)),
    ),
  ];
}

function ruleLines({ rules }: Policy, sentences: readonly string[]): readonly string[] {
  return rules.flatMap(({ id, message, at }, index) => [
    `${id} (line ${at.line}): ${sentences[index]}`,
    `  Must be true; otherwise: ${message}`,
  ]);
}

function exceptionLines(exceptions: readonly Exception[], now: Date): readonly string[] {
  return exceptions.map(({ rule, subject, until, reason, owner, approvedBy, at }) => {
    const approved = all(approvedBy.map(String));
    const what = hasEnded(until, now)
      ? `of ${rule} for ${subject} ended with ${day(until)} and lifts nothing`
      : `lifts ${rule} for ${subject} until the end of ${day(until)}`;
    return `line ${at.line} ${what}: ${reason} (${owner} answers for it; approved by ${approved})`;
  });
}

function environmentLines({ environments }: Policy): readonly string[] {
  return Array.from(environments.values(), (one) => `${one.name}: ${environmentWords(one)}`);
}

function environmentWords(entry: EnvironmentEntry): string {
  const { promotedBy, requires, minTimeInPrevious, approvals, distinctPeople } = entry;
  return [
    `promoted into by ${either(promotedBy)}`,
    ...(requires ? [`after ${requires}`] : []),
    ...(minTimeInPrevious ? [`where it was for ${span(minTimeInPrevious)}`] : []),
    ...(approvals ? [`with ${counted(approvals.count, 'approval')} through ${all(approvals.gates)}`] : []),
    ...(distinctPeople.length > 0 ? [`${all(distinctPeople)} being different people`] : []),
  ].join(', ');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? ['', `${title}:`, ...lines.map((line) => `  ${line}`)] : [];
}
