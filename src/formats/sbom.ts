/** The formats of SBOMs that are read, with the predicate types under which they are attested. */

import type { Sbom } from '../model/sbom.ts';
import { CYCLONEDX_TYPES } from './cyclonedx.ts';
import { readCycloneDxSbom } from './cyclonedx-sbom.ts';
import { predicateMember } from './predicate.ts';
import { readOnce } from './read-once.ts';
import { readSpdx, SPDX_TYPES } from './spdx.ts';

export const sbomTypes = { cyclonedx: CYCLONEDX_TYPES, spdx: SPDX_TYPES } as const;
export type SbomFormat = keyof typeof sbomTypes;

/** @throws Fault `CUSTODY-408` naming the member that does not follow its specification; `CUSTODY-404` past a limit */
export const readSbom = readOnce((predicateType, predicate): Sbom => {
  const read = SPDX_TYPES.some((type) => type === predicateType) ? readSpdx : readCycloneDxSbom;
  return read(predicateMember(predicate));
});
