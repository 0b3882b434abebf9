/** `require.sbom`: an SBOM of the artifact that lists something, and says enough of what it lists. */
import { readSbom, sbomTypes } from '../../formats/sbom.ts';
import type { EvidenceCheck, Objection } from '../../model/evidence.ts';
import type { Requirement, SourceRule } from '../../model/requirement.ts';
import { minimumElements } from '../../model/sbom.ts';
import type { Require } from '../policy.ts';
import type { SignersByName } from './signers.ts';

type SbomRule = NonNullable<Require['sbom']>;

/** By one of the rule's signers, in one of its formats. */
export function sbomRequirement(rule: SbomRule, signers: SignersByName, source: SourceRule): Requirement {
  const [first, ...rest] = rule.formats;
  return {
    id: 'sbom',
    at: rule.at,
    predicateTypes: [...sbomTypes[first], ...rest.flatMap((format) => sbomTypes[format])],
    signers: signers(rule.signers),
    source,
    threshold: 1,
    checks: [saysEnough(rule.fields ?? 0)],
  };
}

function saysEnough(least: number): EvidenceCheck {
  return ({ predicateType, predicate }) => {
    const sbom = readSbom(predicateType, predicate);
    if (sbom.components.length === 0) return saysTooLittle('it lists no component', 'at least 1', '0');
    const { share, worst } = minimumElements(sbom);
    // A sum of sevenths may miss a round number by the last bit.
    if (share >= least - Number.EPSILON * 8) return undefined;
    const found = `${rounded(share)}; least of all the ${worst.name}: ${rounded(worst.share)}`;
    return saysTooLittle('too few of the minimum elements are filled', `at least ${least}`, found);
  };
}

/** Downwards: what is refused never looks as if it were enough. */
function rounded(share: number): string {
  return (Math.floor(share * 1000) / 1000).toString();
}

function saysTooLittle(reason: string, expected: string, found: string): Objection {
  const hint =
    'Make the SBOM from the artifact with a tool that fills supplier, version, identifier and relationships.';
  return {
    outcome: 'refused',
    refusal: { code: 'CUSTODY-526', message: `the SBOM says too little: ${reason}`, expected, found, hint },
  };
}
