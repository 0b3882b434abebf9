/**
 * What differs between two SBOMs, as JSON for programs: schema/sbom-diff.v1.schema.json. A field is only ever added; what
 * changes its meaning makes version 2.
 */
import type { SbomDiff } from '../model/sbom-diff.ts';
import { asciiJson } from './json.ts';

export const SBOM_DIFF_SCHEMA =
  'https://github.com/custody-actions/custody/blob/main/schema/sbom-diff.v1.schema.json';

/** One JSON object on one line, ASCII alone. */
export function sbomDiffJson({ added, removed, changed, licences }: SbomDiff): string {
  return asciiJson({ schema: SBOM_DIFF_SCHEMA, version: 1, added, removed, changed, licences });
}
