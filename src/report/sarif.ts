/**
 * A report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html),
 * as code scanning takes it: a result for each finding that did not pass, the worst first, within its limits.
 */

import type { Here } from './location.ts';
import { sarifBytes, sarifResults } from './platform-limits.ts';
import type { Report } from './report.ts';
import { type Against, type ResultOptions, sarifResult } from './sarif-result.ts';
import { sarifRule } from './sarif-rule.ts';
import { worstFirst } from './words.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const HOME = 'https://github.com/custody-actions/custody';

export interface SarifFile {
  /** ASCII alone. */
  readonly text: string;
  /** What the file does not hold, for the log. */
  readonly leftOut?: string;
}

type Result = ReturnType<typeof sarifResult>;

/** What a file holds besides its results: every rule that there is, and then some. */
const rulesBytes = 200_000;

/** @param version of Custody */
export function sarif(report: Report, here: Here, version: string): SarifFile {
  const against = worstFirst(report.verdicts).flatMap((verdict) =>
    verdict.findings.filter(({ status }) => status !== 'pass').map((finding) => ({ verdict, finding })),
  );
  const results = fitting(against.slice(0, sarifResults), { onFail: report.onFail, here });
  const leftOut = leftOutOf(against.length, results.length);
  const codes = [...new Set(results.map(({ ruleId }) => ruleId))].sort();
  const driver = {
    name: 'Custody',
    informationUri: HOME,
    semanticVersion: version,
    rules: codes.map(sarifRule),
  };
  const notifications = leftOut === undefined ? [] : [{ level: 'warning', message: { text: leftOut } }];
  const run = {
    tool: { driver },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications }],
    columnKind: 'utf16CodeUnits',
    results: results.map((result) => ({ ...result, ruleIndex: codes.indexOf(result.ruleId) })),
  };
  return { text: ascii({ $schema: SCHEMA, version: '2.1.0', runs: [run] }), ...(leftOut && { leftOut }) };
}

/** With some of their evidence; where that is too much without any, and then as many as there is room for. */
function fitting(against: readonly Against[], options: Omit<ResultOptions, 'evidence'>): readonly Result[] {
  const write = (evidence: number) => {
    const results = against.map((one) => sarifResult(one, { ...options, evidence }));
    let room = sarifBytes - rulesBytes;
    const over = results.findIndex((result) => {
      room -= ascii(result).length + '"ruleIndex":00,'.length;
      return room < 0;
    });
    return over < 0 ? results : results.slice(0, over);
  };
  const results = write(3);
  return results.length === against.length ? results : write(0);
}

function leftOutOf(all: number, shown: number): string | undefined {
  if (shown === all) return undefined;
  return `The SARIF file holds the worst ${shown} of ${all} findings, for code scanning takes no more; the JSON report has all of them.`;
}

function ascii(value: object): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
