/** What a policy costs: to be read, and beside the verification that has to take place in any case. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decide } from '../src/policy/decide.ts';
import { loadPolicies } from '../src/policy/load.ts';
import { readPolicy } from '../src/policy/read.ts';
import { judge } from '../src/verify/judge.ts';
import { readTrustRoot } from '../src/verify/roots.ts';
import { attestEach } from './attestations.ts';
import { requirementOf, rootOf } from './in-process.ts';
import { medianOf, type Row } from './measure.ts';
import { artifactCount, policyText, ruleCount } from './policy-text.ts';
import { cpuOf, inTurn } from './processor.ts';
import { fileCount, project, type Scene } from './scene.ts';

const size = `${artifactCount} artifacts, ${ruleCount} rules`;
const uri = 'custody.yml';

/** Milliseconds of processor time for all files, against the same bundles under one requirement. */
export async function decideRow(scene: Scene): Promise<Row> {
  const attested = await attestEach(scene);
  const trusted = await rootOf(scene);
  const requirement = requirementOf(scene);
  const now = new Date();
  const bytes = Buffer.from(policyText(scene.sandbox.issuer));
  const policies = await loadPolicies({ bytes, uri }, undefined, { environment: '', now });
  // A root that remembers nothing, for each.
  const roots = () => new Map([['sandbox', readTrustRoot('sandbox', trusted)]]);
  const ours = () => {
    const world = { now, environment: '', serverUrl: 'https://github.com', roots: roots(), runs: new Map() };
    for (const { artifact, candidates } of attested) mustPass(decide(artifact, candidates, policies, world));
  };
  const theirs = () => {
    const asked = { requirements: [requirement], roots: roots(), now } as const;
    for (const { artifact, candidates } of attested) mustPass(judge(candidates, { artifact, ...asked }));
  };
  const each = (task: () => void) => () => cpuOf(task);
  const what = `decide on ${fileCount} files × 5 by a policy`;
  const peer = 'one requirement, no policy';
  return inTurn({ what, unit: 'ms CPU', ours: each(ours), theirs: each(theirs), peer, runs: 7 });
}

function mustPass({ status, findings }: ReturnType<typeof judge>): void {
  if (status === 'pass') return;
  const refused = findings.find((finding) => finding.status !== 'pass');
  throw new Error(`the benchmark is decided ${status}: ${refused?.rule}: ${refused?.message}`);
}

/** To read and check the policy, and to compile its rules as well: in processes that have read none before, and warm. */
export async function readRows({ folder, sandbox }: Scene): Promise<readonly Row[]> {
  const text = policyText(sandbox.issuer);
  const path = join(folder, uri);
  await writeFile(path, text);
  const runs = 15;
  const cold: Reading[] = [];
  for (let run = 0; run < runs; run += 1) cold.push(await readOnce(path));
  const bytes = Buffer.from(text);
  const warm = Array.from({ length: 4 * runs }, () => cpuOf(() => readPolicy(bytes, uri, uri))).slice(runs);
  const row = (what: string, values: readonly number[]): Row => ({
    what: `policy of ${size}: ${what}`,
    unit: 'ms CPU',
    median: medianOf(values),
    against: [],
  });
  return [
    row(
      'read, first',
      cold.map(({ read }) => read),
    ),
    row('read, warm', warm),
    row(
      'rules compiled, first',
      cold.map(({ compiled }) => compiled),
    ),
  ];
}

interface Reading {
  readonly read: number;
  readonly compiled: number;
}

async function readOnce(path: string): Promise<Reading> {
  const script = join(project, 'bench', 'read-policy.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, path]);
  return JSON.parse(stdout);
}
