/** The formats of SBOMs that are read, with the predicate types under which they are attested. */

import type { Sbom } from '../model/sbom.ts';
import type { JsonObject } from '../model/statement.ts';
import { CYCLONEDX_TYPES } from './cyclonedx.ts';
import { readCycloneDxSbom } from './cyclonedx-sbom.ts';
import { member } from './json.ts';
import { predicateMember } from './predicate.ts';
import { readOnce } from './read-once.ts';
import { readSpdx, SPDX_TYPES } from './spdx.ts';

export const sbomTypes = { cyclonedx: CYCLONEDX_TYPES, spdx: SPDX_TYPES } as const;
export type SbomFormat = keyof typeof sbomTypes;

/** By what a document says of itself; `undefined` where it says neither, or both. */
export function formatIn(document: JsonObject): SbomFormat | undefined {
  const isCycloneDx = member(document, 'bomFormat') === 'CycloneDX';
  const isSpdx = typeof member(document, 'spdxVersion') === 'string';
  if (isCycloneDx === isSpdx) return undefined;
  return isSpdx ? 'spdx' : 'cyclonedx';
}

/** @throws Fault `CUSTODY-408` naming the member that does not follow its specification; `CUSTODY-404` past a limit */
export const readSbom = readOnce((predicateType, predicate): Sbom => {
  const read = SPDX_TYPES.some((type) => type === predicateType) ? readSpdx : readCycloneDxSbom;
  return read(predicateMember(predicate));
});
