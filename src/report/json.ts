/**
 * A report as JSON for programs: schema/report.v1.schema.json. A field is only ever added; what changes its meaning makes
 * version 2.
 */
import type { Report } from './report.ts';

export const REPORT_SCHEMA =
  'https://github.com/custody-actions/custody/blob/main/schema/report.v1.schema.json';

/** On one line, ASCII alone. */
export function reportJson(report: Report): string {
  return asciiJson({ schema: REPORT_SCHEMA, version: 1, ...report });
}

/** One JSON object on one line, ASCII alone: every other character is `\u…`, so that nothing unseen is in it. */
export function asciiJson(value: object): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
