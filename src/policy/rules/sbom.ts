/** `require.sbom`: an SBOM of the artifact that lists something, and says enough of what it lists. */
import { byproductsOf, digestOf } from '../../formats/byproducts.ts';
import { REFERENCE_TYPE } from '../../formats/reference.ts';
import { readSbom, sbomTypes } from '../../formats/sbom.ts';
import type { DigestSet } from '../../model/digest.ts';
import type { EvidenceCheck, Objection } from '../../model/evidence.ts';
import type { Requirement, SourceRule } from '../../model/requirement.ts';
import { minimumElements } from '../../model/sbom.ts';
import { roundedDown } from '../../model/share.ts';
import type { Require } from '../policy.ts';
import { type Documents, documentIn } from './sbom-document.ts';
import type { SignersByName } from './signers.ts';

type SbomRule = NonNullable<Require['sbom']>;

/**
 * By one of the rule's signers, in one of its formats.
 * @param documents of SBOMs that are attested by reference
 */
export function sbomRequirement(
  rule: SbomRule,
  signers: SignersByName,
  source: SourceRule,
  documents: Documents = new Map(),
): Requirement {
  const [first, ...rest] = rule.formats;
  return {
    id: 'sbom',
    at: rule.at,
    predicateTypes: [...sbomTypes[first], ...rest.flatMap((format) => sbomTypes[format]), REFERENCE_TYPE],
    signers: signers(rule.signers),
    source,
    threshold: 1,
    resolve: documentIn(documents, rule.formats),
    checks: [isOfArtifact, ...(rule.bound ? [isBound] : []), saysEnough(rule), isTrue(rule)],
  };
}

function saysEnough({ fields: least = 0, recall }: SbomRule): EvidenceCheck {
  return ({ predicateType, predicate }) => {
    const sbom = readSbom(predicateType, predicate);
    // A package that depends on nothing lists nothing: recall says whether that is all that is in it (rule T20).
    if (sbom.components.length === 0 && recall !== undefined) return undefined;
    if (sbom.components.every(({ excluded }) => excluded))
      return saysTooLittle('it lists no component', 'at least 1', '0');
    const { share, worst } = minimumElements(sbom);
    // A sum of elevenths may miss a round number by the last bit.
    if (share >= least - Number.EPSILON * 8) return undefined;
    const found = `${roundedDown(share, 1000)}; least of all the ${worst.name}: ${roundedDown(worst.share, 1000)}`;
    return saysTooLittle('too few of the minimum elements are filled', `at least ${least}`, found);
  };
}

/** What it states of its product is never about another artifact (T1). */
const isOfArtifact: EvidenceCheck = ({ predicateType, predicate }, { artifact }) => {
  const stated = Object.entries(readSbom(predicateType, predicate).product);
  const digests: DigestSet = artifact.digests;
  const wrong = stated.find(([algorithm, hex]) => (digests[algorithm] ?? hex) !== hex);
  if (wrong === undefined) return undefined;
  const [algorithm, hex] = wrong;
  return ofAnother('it names another artifact', `${algorithm}:${digests[algorithm]}`, `${algorithm}:${hex}`);
};

/** The SBOM names the artifact, and the provenance of the artifact names the SBOM. */
const isBound: EvidenceCheck = ({ predicateType, predicate }, { artifact, proven }) => {
  const { sha256 } = artifact.digests;
  if (readSbom(predicateType, predicate).product['sha256'] === undefined)
    return ofAnother('it does not say of which artifact it is', `sha256:${sha256}`, 'no digest');
  const digest = digestOf(predicate);
  const named = (proven.get('provenance') ?? []).flatMap((one) => byproductsOf(one.predicate));
  if (named.includes(digest)) return undefined;
  const found = named.length === 0 ? 'no byproduct' : named.map((one) => `sha256:${one}`).join(', ');
  return ofAnother('the provenance does not name it', `sha256:${digest}`, found);
};

function ofAnother(reason: string, expected: string, found: string): Objection {
  const hint =
    'Let `seal` make it, which ties all three; `bound: false` takes SBOMs that were made elsewhere.';
  return {
    outcome: 'refused',
    refusal: {
      code: 'CUSTODY-528',
      message: `the SBOM is of another artifact: ${reason}`,
      expected,
      found,
      hint,
    },
  };
}

function isTrue(rule: SbomRule): EvidenceCheck {
  return ({ predicateType, predicate }) => {
    const { stated } = readSbom(predicateType, predicate);
    for (const figure of ['precision', 'recall'] as const) {
      const least = rule[figure];
      if (least === undefined) continue;
      const found = stated[figure];
      if (found === undefined || found < least) return isUntrue(figure, least, found);
    }
    return undefined;
  };
}

function isUntrue(figure: 'precision' | 'recall', least: number, found: number | undefined): Objection {
  const hint = '`custody sbom check` names what is listed and not there, and what is there and not listed.';
  return {
    outcome: 'refused',
    refusal: {
      code: 'CUSTODY-529',
      message: `the SBOM does not describe the artifact: its ${figure} is too low`,
      expected: `at least ${least}`,
      found: found === undefined ? 'not stated' : `${found}`,
      hint,
    },
  };
}

function saysTooLittle(reason: string, expected: string, found: string): Objection {
  const hint =
    'Make the SBOM from the artifact with a tool that fills supplier, version, identifier and relationships.';
  return {
    outcome: 'refused',
    refusal: { code: 'CUSTODY-526', message: `the SBOM says too little: ${reason}`, expected, found, hint },
  };
}
