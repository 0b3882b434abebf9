/** The formats of SBOMs that are read, with the predicate types under which they are attested. */

import type { Sbom } from '../model/sbom.ts';
import type { JsonObject } from '../model/statement.ts';
import { CYCLONEDX_TYPES } from './cyclonedx.ts';
import { readCycloneDxSbom } from './cyclonedx-sbom.ts';
import { predicateMember } from './predicate.ts';
import { readSpdx, SPDX_TYPES } from './spdx.ts';

export const sbomTypes = { cyclonedx: CYCLONEDX_TYPES, spdx: SPDX_TYPES } as const;

/** @throws Fault `CUSTODY-408` naming the member that does not follow its specification; `CUSTODY-404` past a limit */
export function readSbom(predicateType: string, predicate: JsonObject): Sbom {
  const read = SPDX_TYPES.some((type) => type === predicateType) ? readSpdx : readCycloneDxSbom;
  return read(predicateMember(predicate));
}
