/** What a rule sees: the documented variables, made of evidence that is proven (docs/policy/rules-in-cel.md). */
import { type CelInput, celList } from '@bufbuild/cel';
import type { Evidence } from '../../model/evidence.ts';
import type { Artifact } from '../../model/subject.ts';
import type { Inputs } from './condition.ts';
import { celMembers, celOf, celTime } from './values.ts';

export interface Surroundings {
  /** The environment that the artifact is for; the empty text when none. */
  readonly environment: string;
  readonly now: Date;
}

/** What the rules of one judgment see: made once, however many rules there are. */
export interface View {
  /** Each that a rule may be asked about. */
  readonly provenance: readonly Evidence[];
  /** @param provenance the one that the rule is asked about; without, to read it is an error */
  inputs(provenance: Evidence | undefined): Inputs;
}

/** @param id of the requirement under which the provenance was proven */
export function viewOf(
  { name, digests, size }: Artifact,
  proven: ReadonlyMap<string, readonly Evidence[]>,
  { environment, now }: Surroundings,
  id: string,
): View {
  const shared = {
    artifact: celMembers({ name, sha256: digests.sha256, size: BigInt(size) }),
    environment,
    now: celTime(now),
  };
  const all = celList(distinct([...proven.values()].flat()).map(statementOf));
  const known = new Map<Evidence | undefined, Inputs>();
  return {
    provenance: distinct(proven.get(id) ?? []),
    inputs(provenance) {
      const inputs = known.get(provenance) ?? bare({ ...shared, evidence: evidenceOf(provenance, all) });
      known.set(provenance, inputs);
      return inputs;
    },
  };
}

function bare(inputs: Inputs): Inputs {
  return Object.freeze(Object.assign(Object.create(null), inputs));
}

function evidenceOf(provenance: Evidence | undefined, all: CelInput): CelInput {
  return celMembers({ provenance: provenance && statementOf(provenance), all });
}

/** A bundle may have satisfied several requirements, and counts once. */
function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  return [...new Map(evidence.map((one) => [one.bundle, one])).values()];
}

/** Made once: every rule asks about the same evidence. */
const statements = new WeakMap<Evidence, CelInput>();

function statementOf(evidence: Evidence): CelInput {
  const known = statements.get(evidence);
  if (known) return known;
  const statement = makeStatement(evidence);
  statements.set(evidence, statement);
  return statement;
}

function makeStatement({ predicateType, predicate, signer, acceptedBy }: Evidence): CelInput {
  return celMembers({
    signer: signer.identity,
    issuer: fact(signer.issuer),
    runner: fact(signer.runner),
    source: celMembers({
      repository: fact(withoutServer(signer.sourceRepository, acceptedBy.server)),
      repository_id: fact(signer.sourceRepositoryId),
      owner_id: fact(signer.sourceOwnerId),
      ref: fact(signer.sourceRef),
      commit: fact(signer.sourceCommit),
    }),
    run: fact(signer.runUrl),
    signed_at: celTime(new Date(signer.signedAt)),
    predicate_type: predicateType,
    predicate: celOf(predicate),
  });
}

/** What a certificate does not say is not there: an empty text would differ from everything that is forbidden. */
function fact(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** `OWNER/REPOSITORY`, as the policy writes it. */
function withoutServer(url: string, server: string): string {
  return url.startsWith(`${server}/`) ? url.slice(server.length + 1) : url;
}
