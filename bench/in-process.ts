/** The verifier by itself, warm: processor time for a bundle, against the library that it stands on. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import type { Requirement, TrustRoot } from '../src/model/requirement.ts';
import type { Artifact } from '../src/model/subject.ts';
import { flatRequirement } from '../src/policy/flat.ts';
import { judge } from '../src/verify/judge.ts';
import { readTrustRoot } from '../src/verify/roots.ts';
import type { Row } from './measure.ts';
import { cpuOf, inTurn } from './processor.ts';
import { fileCount, type Scene } from './scene.ts';

const batch = 50;
const runs = 9;
const peer = '@sigstore/verify';

/** @returns milliseconds of processor time for one bundle, all its proofs included */
export async function verifierRow(scene: Scene): Promise<Row> {
  const [ours, theirs] = await Promise.all([custodyTask(scene), libraryTask(scene)]);
  const each = (task: () => void) => () => cpuOf(() => repeat(task)) / batch;
  const what = 'verify one bundle, warm, in process';
  return inTurn({ what, unit: 'ms CPU', ours: each(ours), theirs: each(theirs), peer, runs });
}

/** @returns bundles in a second of processor time, all different, under a root that remembers none of them */
export async function batchRow(scene: Scene): Promise<Row> {
  const names = Array.from({ length: fileCount }, (_, i) => `file-${i}.bin`);
  const sealed = await Promise.all(names.map((name) => sealedFile(scene, name)));
  const trusted = await rootOf(scene);
  const requirement = requirementOf(scene);
  const library = libraryVerifier(trusted);
  const perSecond = (work: () => void) => () => (1000 * fileCount) / cpuOf(work);
  const ours = perSecond(() => {
    const root = readTrustRoot('sandbox', trusted);
    for (const one of sealed) judged(one, requirement, root, new Date());
  });
  const theirs = perSecond(() => {
    for (const { bundle } of sealed) library(bundle);
  });
  const what = `verify ${fileCount} bundles in process`;
  return inTurn({ what, unit: 'bundles/s', ours, theirs, peer, runs });
}

function repeat(task: () => void): void {
  for (let i = 0; i < batch; i += 1) task();
}

async function custodyTask(scene: Scene): Promise<() => void> {
  const [sealed, trusted] = await Promise.all([sealedFile(scene, 'file-7.bin'), rootOf(scene)]);
  const root = readTrustRoot('sandbox', trusted);
  const requirement = requirementOf(scene);
  let now = Date.now();
  return () => {
    // Another time for each, or the verifier would remember what it has proven.
    now += 1;
    judged(sealed, requirement, root, new Date(now));
  };
}

function judged(
  { bundle, artifact }: SealedFile,
  requirement: Requirement,
  root: TrustRoot,
  now: Date,
): void {
  const expectation = {
    artifact,
    requirements: [requirement],
    roots: new Map([[root.name, root]]),
    now,
  } as const;
  const { status } = judge([{ origin: 'bundle', bytes: bundle }], expectation);
  if (status !== 'pass') throw new Error(`the bundle of the benchmark is judged ${status}`);
}

export function requirementOf({ sandbox }: Scene): Requirement {
  return flatRequirement({
    repository: 'acme/shop',
    signerWorkflow: '.github/workflows/release.yml',
    sourceRefs: ['refs/heads/main'],
    issuer: sandbox.issuer,
    predicateType: 'https://slsa.dev/provenance/v1',
    root: 'sandbox',
    serverUrl: 'https://github.com',
  });
}

async function libraryTask(scene: Scene): Promise<() => void> {
  const [{ bundle }, trusted] = await Promise.all([sealedFile(scene, 'file-7.bin'), rootOf(scene)]);
  const verify = libraryVerifier(trusted);
  return () => verify(bundle);
}

function libraryVerifier(trusted: Buffer): (bundle: Buffer) => void {
  const verifier = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(trusted.toString('utf8')))));
  return (bundle) => {
    verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(bundle.toString('utf8')))));
  };
}

export interface SealedFile {
  readonly bundle: Buffer;
  readonly artifact: Artifact;
}

export const rootOf = ({ folder }: Scene) => readFile(join(folder, 'trusted_root.json'));

export async function sealedFile({ work, bundles }: Scene, name: string): Promise<SealedFile> {
  const [bundle, bytes] = await Promise.all([
    readFile(join(bundles, `${name}.sigstore.json`)),
    readFile(join(work, name)),
  ]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bundle, artifact: { name, digests: { sha256 }, size: bytes.length } };
}
