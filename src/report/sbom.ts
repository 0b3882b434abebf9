/** What is said of an SBOM: one line for the log, one row for the summary. */
import { roundedDown, roundedUp } from '../model/share.ts';
import { forMarkdownCode } from './escape.ts';
import type { Report, SbomLine } from './report.ts';
import { count } from './words.ts';

/** Such as `213 components, fields 0.97, precision 0.99, recall 1.00`. Nothing in it comes from outside. */
export function sbomWords({ components, fields, truth, gaps }: SbomLine): string {
  return [
    count(components, 'component'),
    ...(fields === undefined ? [] : [`fields ${share(fields)}`]),
    ...(truth ? [`precision ${share(truth.precision)}`, `recall ${share(truth.recall)}`] : []),
    ...(truth && truth.opaque > 0 ? [`opaque ${share(truth.opaque, roundedUp)}`] : []),
    ...(gaps > 0 ? [count(gaps, 'gap')] : []),
  ].join(', ');
}

/** At most `most` rows. GitHub's Markdown, escaped. */
export function sbomTable({ sboms = [] }: Report, most: number): readonly string[] {
  if (sboms.length === 0) return [];
  const heads = ['SBOM of', 'components', 'fields', 'precision', 'recall', 'opaque', 'gaps'];
  const rows = sboms
    .slice(0, most)
    .map(({ artifact, components, fields, truth, gaps }) => [
      forMarkdownCode(artifact),
      `${components}`,
      fields === undefined ? '–' : share(fields),
      truth ? share(truth.precision) : '–',
      truth ? share(truth.recall) : '–',
      truth ? share(truth.opaque, roundedUp) : '–',
      `${gaps}`,
    ]);
  const hidden = sboms.length - rows.length;
  const lines = [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [`${lines.join('\n')}\n`, ...(hidden > 0 ? [`${hidden} more.\n`] : [])];
}

/** Two places, never better than it is. */
export function share(value: number, rounded = roundedDown): string {
  return rounded(value, 100).toFixed(2);
}
