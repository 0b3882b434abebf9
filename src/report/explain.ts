/**
 * Why an artifact did not pass, as blocks of labelled lines: one block for each piece of evidence that was weighed, or
 * one for the finding itself where there was none (trust rule T21). Unescaped; log, summary and annotations show it.
 */
import type { Code } from '../model/codes.ts';
import type { Finding, Weighed } from '../model/finding.ts';
import type { Verdict } from '../model/verdict.ts';
import { headline, placeOf } from './faulted.ts';

export interface Block {
  /** What the block is about: a requirement, or the origin of a bundle. */
  readonly about: string;
  /** Label → text; the text of `hint` may have several lines. */
  readonly lines: readonly (readonly [label: string, text: string])[];
}

/** For each finding that is not `pass`: the finding, then its evidence. */
export function explain(verdict: Verdict, mostEvidence: number): readonly Block[] {
  return verdict.findings
    .filter(({ status }) => status !== 'pass')
    .flatMap((finding) => explainFinding(finding, mostEvidence));
}

/** The finding, where it is stated and why, then its evidence. */
export function explainFinding(finding: Finding, mostEvidence: number): readonly Block[] {
  const { rule, message, weighed, ...reason } = finding;
  const against = weighed.filter(({ outcome }) => outcome !== 'satisfies');
  const place = placeOf(finding);
  const stated = place === undefined ? [] : [['rule at', place] as const];
  const hidden = against.length - mostEvidence;
  // A finding may stand for the reason of its evidence: said once, where it belongs.
  const repeated = reason.code !== undefined && against.some((each) => codeOf(each) === reason.code);
  return [
    { about: `${rule}: ${message}`, lines: [...stated, ...(repeated ? [] : labelled(reason))] },
    ...against.slice(0, mostEvidence).map(evidenceBlock),
    ...(hidden > 0 ? [{ about: `${hidden} more, all of them in the JSON report`, lines: [] }] : []),
  ];
}

/** The code of a piece of evidence that does not satisfy. */
export function codeOf(weighed: Weighed): Code | undefined {
  switch (weighed.outcome) {
    case 'satisfies':
      return undefined;
    case 'refused':
      return weighed.refusal.code;
    case 'unreadable':
    case 'undecided':
      return weighed.code;
  }
}

function evidenceBlock(weighed: Weighed): Block {
  const about = weighed.origin;
  switch (weighed.outcome) {
    case 'satisfies':
      return { about, lines: [['signer', weighed.signer.identity]] };
    case 'refused':
      return { about, lines: labelled(weighed.refusal) };
    case 'unreadable':
    case 'undecided':
      return { about, lines: labelled(weighed) };
  }
}

function labelled(
  reason: Partial<Pick<Finding, 'code' | 'message' | 'expected' | 'found' | 'hint'>>,
): Block['lines'] {
  const pairs: readonly (readonly [string, string | undefined])[] = [
    ['code', reason.code && headline(reason.code)],
    ['reason', reason.message],
    ['expected', reason.expected],
    ['found', reason.found],
    ['hint', reason.hint],
  ];
  return pairs.flatMap(([label, text]) => (text === undefined ? [] : [[label, text] as const]));
}
