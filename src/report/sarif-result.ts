/** A finding as a result of SARIF (§3.27): where it is stated, what it says, and a fingerprint that a re-run repeats. */
import { createHash } from 'node:crypto';
import type { Code } from '../model/codes.ts';
import type { Finding } from '../model/finding.ts';
import type { Verdict } from '../model/verdict.ts';
import { annotationLines } from './annotations.ts';
import { forSarif, visible } from './escape.ts';
import { codeOf } from './explain.ts';
import { wholeLines } from './fit.ts';
import { type Here, locate } from './location.ts';
import { sarifMessageBytes } from './platform-limits.ts';
import type { Report } from './report.ts';
import { policyPlace } from './words.ts';

/** A finding that did not pass, and the verdict that it is of. */
export interface Against {
  readonly verdict: Verdict;
  readonly finding: Finding;
}

export interface ResultOptions {
  /** Pieces of evidence explained. */
  readonly evidence: number;
  readonly onFail: Report['onFail'];
  readonly here: Here;
}

export function sarifResult({ verdict, finding }: Against, { evidence, onFail, here }: ResultOptions) {
  const { file, line, column } = locate([finding.at, policyPlace(verdict)], here);
  const lines = annotationLines(verdict, [finding], evidence).map(forSarif);
  const region = { startLine: line, ...(column !== undefined && { startColumn: column }) };
  const print = fingerprint(finding);
  return {
    ruleId: codeOfFinding(finding),
    level: finding.status === 'fail' && onFail === undefined ? ('error' as const) : ('warning' as const),
    message: { text: wholeLines(lines, sarifMessageBytes, 'The log names the rest.') },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, region } }],
    // The first is the one that code scanning compares.
    partialFingerprints: { primaryLocationLineHash: print, 'custodyFinding/v1': print },
    properties: {
      subject: visible(finding.subject),
      rule: visible(finding.rule),
      sha256: verdict.artifact.digests.sha256,
    },
  };
}

/** The finding's own code, or the first of its evidence. */
export function codeOfFinding({ code, status, weighed }: Finding): Code {
  const codes = [code, ...weighed.map(codeOf)].filter((each) => each !== undefined);
  return codes[0] ?? (status === 'fail' ? 'CUSTODY-525' : 'CUSTODY-506');
}

/** Nothing that differs between two runs over the same state: numbers, digests and times count as one. */
function fingerprint(finding: Finding): string {
  const { rule, subject, status, message } = finding;
  const words = message.replace(/\b[0-9a-f]{7,}\b|\d+/gi, '#');
  const identity = JSON.stringify([rule, codeOfFinding(finding), subject, status, words]);
  return createHash('sha256').update(identity).digest('hex');
}

function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
