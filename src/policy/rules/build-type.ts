/** Which build types count (SLSA v1.0, "Verifying artifacts": `buildType`). */
import { textAt } from '../../formats/json.ts';
import type { EvidenceCheck } from '../../model/evidence.ts';

/** Of provenance that was proven: certificate and predicate agree by then, as the build type tells (trust rule T6). */
export function buildTypeCheck(types: readonly [string, ...string[]]): EvidenceCheck {
  return ({ predicate }) => {
    const found = textAt(predicate, 'buildDefinition', 'buildType');
    if (found !== undefined && types.includes(found)) return undefined;
    return {
      outcome: 'refused',
      refusal: {
        code: 'CUSTODY-525',
        message: 'the provenance is of another build type',
        expected: types.join(' or '),
        found: found ?? 'nothing',
        hint: 'Build as the policy says, or name this build type in `build-types`.',
      },
    };
  };
}
