/** The SBOM of something that was sealed, by its digest: found like any evidence, and proven before it is read. */
import { REFERENCE_TYPE } from '../formats/reference.ts';
import { sbomTypes } from '../formats/sbom.ts';
import type { Context } from '../kit/define.ts';
import type { Evidence, EvidenceCheck } from '../model/evidence.ts';
import { Fault } from '../model/fault.ts';
import { flatRequirement } from '../policy/flat.ts';
import { type Documents, documentIn, documentsToFind } from '../policy/rules/sbom-document.ts';
import { judge } from '../verify/judge.ts';
import { sourceRefsOf } from './by-identity.ts';
import { gather } from './gather.ts';
import { missingIdentity } from './missing-identity.ts';
import { findDocuments } from './referred-sboms.ts';
import type { SealedValues } from './sealed-inputs.ts';

/** `undefined` for what is no digest. */
export function digestIn(word: string): string | undefined {
  return /^sha256:([0-9a-f]{64})$/.exec(word)?.[1];
}

/** @throws Fault `CUSTODY-110` where nobody is named who must have signed, `CUSTODY-402` where no SBOM is proven */
export async function sealedSbom(sha256: string, inputs: SealedValues, context: Context): Promise<Evidence> {
  const { wire, environment } = context;
  const { repository, signerWorkflow, trustedRoot, bundles, offline, githubToken } = inputs;
  if (repository === undefined || signerWorkflow === undefined) throw missingIdentity(inputs, []);
  const root = await wire.trustRoot(trustedRoot);
  const { serverUrl } = environment;
  const sourceRefs = await sourceRefsOf({ ...inputs, repository }, wire);
  const [first, ...rest] = [...sbomTypes.cyclonedx, ...sbomTypes.spdx, REFERENCE_TYPE];
  const named = { ...inputs, repository, signerWorkflow, sourceRefs, root: root.name, serverUrl };
  const identity = flatRequirement({ ...named, predicateType: first });
  const sources = await wire.sources(bundles, offline ? undefined : repository, githubToken);
  const artifact = { name: `sha256:${sha256}`, digests: { sha256 }, size: 0 };
  const predicateTypes = [first, ...rest] as const;
  const [candidates = []] = await gather([artifact], async () => ({ sources, predicateTypes }));
  const roots = new Map([[root.name, root]]);
  const now = wire.clock.now();
  const prove = (documents: Documents) => {
    const proven: Evidence[] = [];
    const resolve = documentIn(documents, ['cyclonedx', 'spdx']);
    const requirement = { ...identity, id: 'sbom', predicateTypes, resolve, checks: [keptIn(proven)] };
    return { ...judge(candidates, { artifact, requirements: [requirement], roots, now }), proven };
  };
  const held = prove(new Map());
  const lacking = documentsToFind(held.findings);
  const { status, findings, proven } =
    lacking.length > 0 ? prove(await findDocuments(lacking, inputs, wire)) : held;
  const [found] = proven;
  if (status === 'pass' && found) return found;
  const { message, hint } = findings[0];
  throw new Fault('CUSTODY-402', `no SBOM of sha256:${sha256} is proven: ${message}`, {
    hint: hint ?? 'Seal the artifact with `sbom: cyclonedx`.',
  });
}

function keptIn(proven: Evidence[]): EvidenceCheck {
  return (evidence) => {
    proven.push(evidence);
    return undefined;
  };
}
