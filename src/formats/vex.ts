/** Every predicate type that may say how vulnerabilities concern an artifact, and who reads it. */
import type { VexStatement } from '../model/vulnerability.ts';
import { CYCLONEDX_TYPES } from './cyclonedx.ts';
import { readCycloneDxVex } from './cyclonedx-vulnerabilities.ts';
import { OPENVEX_TYPES, readOpenVex } from './openvex.ts';
import { predicateMember } from './predicate.ts';
import { readOnce } from './read-once.ts';

export const VEX_TYPES = [...OPENVEX_TYPES, ...CYCLONEDX_TYPES] as const;

/** @throws Fault `CUSTODY-408` naming the member that does not follow its specification; `CUSTODY-404` past a limit */
export const readVex = readOnce((predicateType, predicate): readonly VexStatement[] => {
  const read = OPENVEX_TYPES.some((type) => type === predicateType) ? readOpenVex : readCycloneDxVex;
  return read(predicateMember(predicate));
});
