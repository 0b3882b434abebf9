/** The verifier by itself, warm: processor time for a bundle, against the library that it stands on. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { flatRequirement } from '../src/policy/flat.ts';
import { judge } from '../src/verify/judge.ts';
import { readTrustRoot } from '../src/verify/roots.ts';
import { medianOf, type Row } from './measure.ts';
import type { Scene } from './scene.ts';

const batch = 50;
const runs = 9;

/** @returns milliseconds of processor time for one bundle, all its proofs included, medians of batches in turn */
export async function verifierRow(scene: Scene): Promise<Row> {
  const [ours, theirs] = await Promise.all([custodyTask(scene), libraryTask(scene)]);
  const [mine, other]: [number[], number[]] = [[], []];
  for (let run = -1; run < runs; run += 1) {
    const [left, right] = [cpuOf(ours), cpuOf(theirs)];
    if (run < 0) continue;
    mine.push(left);
    other.push(right);
  }
  const [median, library] = [medianOf(mine), medianOf(other)];
  const against = [{ peer: '@sigstore/verify', median: library, ratio: median / library }];
  return { what: 'verify one bundle, warm, in process', unit: 'ms CPU', median, against };
}

function cpuOf(task: () => void): number {
  const before = process.cpuUsage();
  for (let i = 0; i < batch; i += 1) task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / batch;
}

async function custodyTask(scene: Scene): Promise<() => void> {
  const [bundle, artifact, trusted] = await Promise.all([bundleOf(scene), artifactOf(scene), rootOf(scene)]);
  const root = readTrustRoot('sandbox', trusted);
  const requirement = flatRequirement({
    repository: 'acme/shop',
    signerWorkflow: '.github/workflows/release.yml',
    sourceRefs: ['refs/heads/main'],
    issuer: scene.sandbox.issuer,
    predicateType: 'https://slsa.dev/provenance/v1',
    root: root.name,
    serverUrl: 'https://github.com',
  });
  const roots = new Map([[root.name, root]]);
  let now = Date.now();
  return () => {
    // Another time for each, or the verifier would remember what it has proven.
    now += 1;
    const expectation = { artifact, requirements: [requirement], roots, now: new Date(now) } as const;
    const { status } = judge([{ origin: 'bundle', bytes: bundle }], expectation);
    if (status !== 'pass') throw new Error(`the bundle of the benchmark is judged ${status}`);
  };
}

async function libraryTask(scene: Scene): Promise<() => void> {
  const [bundle, trusted] = await Promise.all([bundleOf(scene), rootOf(scene)]);
  const verifier = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(trusted.toString('utf8')))));
  const text = bundle.toString('utf8');
  return () => {
    verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(text))));
  };
}

const bundleOf = ({ bundles }: Scene) => readFile(join(bundles, 'file-7.bin.sigstore.json'));
const rootOf = ({ folder }: Scene) => readFile(join(folder, 'trusted_root.json'));

async function artifactOf({ work }: Scene) {
  const bytes = await readFile(join(work, 'file-7.bin'));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name: 'file-7.bin', digests: { sha256 }, size: bytes.length };
}
