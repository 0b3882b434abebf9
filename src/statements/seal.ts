/**
 * The ceremony of `seal`: one statement about all artifacts, signed, stored, read back from every store and judged
 * there. A re-run of the same attempt makes the same statement, finds it, and signs nothing.
 */

import type { Byproduct } from '../formats/byproducts.ts';
import { sha256 } from '../formats/peek.ts';
import { encodeStatement } from '../formats/statement.ts';
import { strongAlgorithms } from '../model/digest.ts';
import { Fault } from '../model/fault.ts';
import type { Requirement, TrustRoot } from '../model/requirement.ts';
import type { Statement } from '../model/statement.ts';
import type { Artifact, Subject } from '../model/subject.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Clock } from '../ports/clock.ts';
import type { EvidenceStore, StatementKey, Stored } from '../ports/evidence.ts';
import type { StatementSigner } from '../ports/signer.ts';
import { judge } from '../verify/judge.ts';
import { requirementOf } from './identity.ts';
import { provenance } from './provenance.ts';

export interface SealPorts {
  readonly signer: StatementSigner;
  readonly stores: readonly [EvidenceStore, ...EvidenceStore[]];
  readonly root: TrustRoot;
  readonly clock: Clock;
}

export interface SealResult {
  readonly statement: StatementKey;
  readonly requirement: Requirement;
  /** One per store, in their order. */
  readonly stored: readonly Stored[];
  /** One per artifact, on what was read back from the first store. All pass in every store, or `seal` has thrown. */
  readonly verdicts: readonly Verdict[];
  /** True when nothing had to be signed. */
  readonly reused: boolean;
}

/** A bundle as it was read back from where it lies, and what was decided on it: a pass for every artifact. */
interface Kept {
  readonly bytes: Uint8Array;
  readonly stored: Stored;
  readonly verdicts: readonly Verdict[];
}

type Artifacts = readonly [Artifact, ...Artifact[]];

/**
 * @param server `https://HOST` of the repository
 * @param byproducts what else the build made about these artifacts
 * @throws Fault `CUSTODY-301` to `-309` and what the ports throw; `CUSTODY-308` when a stored bundle does not verify
 */
export async function seal(
  artifacts: Artifacts,
  server: string,
  ports: SealPorts,
  byproducts: readonly Byproduct[] = [],
): Promise<SealResult> {
  const claims = await ports.signer.identify();
  return sealStatement(
    provenance(subjectsOf(artifacts), claims, server, byproducts),
    artifacts,
    server,
    ports,
  );
}

/**
 * Signs any statement about artifacts, by the same ceremony.
 * @throws as `seal` does
 */
export async function sealStatement(
  statement: Statement,
  artifacts: Artifacts,
  server: string,
  ports: SealPorts,
): Promise<SealResult> {
  const claims = await ports.signer.identify();
  const bytes = encodeStatement(statement);
  const key: StatementKey = {
    key: sha256(bytes),
    subjects: statement.subject,
    predicateType: statement.predicateType,
  };
  const requirement = requirementOf(claims, statement.predicateType, server, ports.root.name);
  const judged = (bundle: Uint8Array) => judgeAll(artifacts, bundle, requirement, ports);

  const recalled = await Promise.all(
    ports.stores.map(async (store) => goodOf(await store.recall(key), judged).good),
  );
  const earlier = recalled.find((kept) => kept !== undefined);
  const bundle = earlier?.bytes ?? (await signed(bytes, ports.signer, judged));
  const [store, ...others] = ports.stores;
  const first = recalled[0] ?? (await storeAndReadBack(store, key, bundle, judged));
  const kept = [first];
  for (const [index, other] of others.entries()) {
    kept.push(recalled[index + 1] ?? (await storeAndReadBack(other, key, bundle, judged)));
  }
  return {
    statement: key,
    requirement,
    stored: kept.map(({ stored }) => stored),
    verdicts: first.verdicts,
    reused: earlier !== undefined,
  };
}

type Judged = (bundle: Uint8Array) => readonly Verdict[];

/**
 * The newest of the bundles of one statement that passes for every artifact. One that does not counts as absent, and is
 * replaced; `problem` is what is wrong with the newest.
 */
function goodOf(
  recalled: Awaited<ReturnType<EvidenceStore['recall']>>,
  judged: Judged,
): { readonly good?: Kept; readonly problem: string } {
  let problem: string | undefined;
  for (const { bytes, stored } of recalled) {
    const verdicts = judged(bytes);
    const found = problemOf(verdicts);
    if (found === undefined) return { good: { bytes, stored, verdicts }, problem: '' };
    problem ??= found;
  }
  return { problem: problem ?? 'it cannot be found there' };
}

/** Judged before it is stored, so that nothing that fails is ever published by us. */
async function signed(statement: Uint8Array, signer: StatementSigner, judged: Judged): Promise<Uint8Array> {
  const bundle = await signer.sign(statement);
  const problem = problemOf(judged(bundle));
  if (problem === undefined) return bundle;
  throw unverified('what was just signed', problem);
}

async function storeAndReadBack(
  store: EvidenceStore,
  key: StatementKey,
  bundle: Uint8Array,
  judged: Judged,
): Promise<Kept> {
  const stored = await store.put(key, bundle);
  const { good, problem } = goodOf(await store.recall(key), judged);
  if (good) return { ...good, stored: { ...stored, ...good.stored } };
  throw unverified(`what was stored in ${store.name}`, problem);
}

function judgeAll(
  artifacts: Artifacts,
  bundle: Uint8Array,
  requirement: Requirement,
  { root, clock }: SealPorts,
): readonly Verdict[] {
  const roots = new Map([[root.name, root]]);
  const now = clock.now();
  const candidates = [{ origin: 'the sealed bundle', bytes: bundle }];
  return artifacts.map((artifact) =>
    judge(candidates, { artifact, requirements: [requirement], roots, now }),
  );
}

/** Why one of several verdicts is not `pass`. */
function problemOf(verdicts: readonly Verdict[]): string | undefined {
  const bad = verdicts.find(({ status }) => status !== 'pass');
  if (!bad) return undefined;
  const { code, message, expected, found } = bad.findings[0];
  return `${bad.artifact.name}: ${code} ${message}${expected ? ` (expected ${expected}, found ${found})` : ''}`;
}

/** What a statement calls the artifacts. */
export function subjectsOf([first, ...rest]: Artifacts): readonly [Subject, ...Subject[]] {
  return [subjectOf(first), ...rest.map(subjectOf)];
}

/** Digests in a fixed order, so that the same files make the same bytes. */
function subjectOf({ name, digests }: Artifact): Subject {
  const digest: Record<string, string> = {};
  for (const algorithm of strongAlgorithms) {
    const hex = digests[algorithm];
    if (hex !== undefined) digest[algorithm] = hex;
  }
  return { name, digest };
}

function unverified(what: string, problem: string): Fault {
  return new Fault('CUSTODY-308', `${what} does not verify: ${problem}`, {
    hint: 'Do not release these files. Run the job again; if it stays so, check the trusted root and the clock of the runner.',
  });
}
