/** What a policy costs: to be read, and beside the verification that has to take place in any case. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Verdict } from '../src/model/verdict.ts';
import { decide } from '../src/policy/decide.ts';
import { loadPolicies } from '../src/policy/load.ts';
import { readPolicy } from '../src/policy/read.ts';
import { judge } from '../src/verify/judge.ts';
import { readTrustRoot } from '../src/verify/roots.ts';
import { type Attested, attestEach } from './attestations.ts';
import { requirementOf, rootOf } from './in-process.ts';
import { medianOf, type Row } from './measure.ts';
import { artifactCount, policyText, ruleCount } from './policy-text.ts';
import { cpuOf } from './processor.ts';
import { fileCount, project, type Scene } from './scene.ts';

const size = `${artifactCount} artifacts, ${ruleCount} rules`;
const uri = 'custody.yml';
const runs = 15;

/** Milliseconds of processor time for all files, against the same bundles under one requirement. */
export async function decideRow(scene: Scene): Promise<Row> {
  const attested = await attestEach(scene);
  const trusted = await rootOf(scene);
  const requirement = requirementOf(scene);
  const now = new Date();
  const world = { now, environment: '', serverUrl: 'https://github.com', runs: new Map() };
  const bytes = Buffer.from(policyText(scene.sandbox.issuer));
  const policies = await loadPolicies({ bytes, uri }, undefined, { environment: '', now });
  const what = `decide on ${fileCount} files × 5 by a policy`;
  const both = Array.from({ length: runs + 1 }, () => {
    // Roots that remember nothing, for each.
    const [ours, theirs] = [0, 0].map(() => new Map([['sandbox', readTrustRoot('sandbox', trusted)]]));
    return sumOf(attested, {
      ours: ({ artifact, candidates }) =>
        decide(artifact, candidates, policies, { ...world, roots: ours ?? new Map() }),
      theirs: ({ artifact, candidates }) =>
        judge(candidates, { artifact, requirements: [requirement], roots: theirs ?? new Map(), now }),
    });
  }).slice(1);
  const [median, bare] = [medianOf(both.map(({ ours }) => ours)), medianOf(both.map(({ theirs }) => theirs))];
  const ratio = medianOf(both.map(({ ours, theirs }) => ours / theirs));
  const against = [{ peer: 'one requirement, no policy', median: bare, ratio }];
  return { what, unit: 'ms CPU', median, against };
}

type Way = (attested: Attested) => Verdict;

/** File by file in turn, each way first for every other: a machine that is busy is so for both. */
function sumOf(all: readonly Attested[], ways: { readonly ours: Way; readonly theirs: Way }) {
  const sum = { ours: 0, theirs: 0 };
  for (const [index, attested] of all.entries()) {
    const names = ['ours', 'theirs'] as const;
    for (const name of index % 2 === 0 ? names : names.toReversed())
      sum[name] += cpuOf(() => mustPass(ways[name](attested)));
  }
  return sum;
}

function mustPass({ status, findings }: Verdict): void {
  if (status === 'pass') return;
  const refused = findings.find((finding) => finding.status !== 'pass');
  throw new Error(`the benchmark is decided ${status}: ${refused?.rule}: ${refused?.message}`);
}

/** To read and check the policy, and to compile its rules as well: in processes that have read none before, and warm. */
export async function readRows({ folder, sandbox }: Scene): Promise<readonly Row[]> {
  const text = policyText(sandbox.issuer);
  const path = join(folder, uri);
  await writeFile(path, text);
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
