/**
 * `seal` ended at each outside call in turn: killed, and cancelled as a runner does it. What it leaves does not verify
 * unless it is whole, and the re-run of the same attempt ends with one stored bundle.
 */
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type OutsideCall, outsideCalls } from '../../scripts/faults/calls.ts';
import { openStands, type Run, type Stand } from '../../scripts/faults/stand.ts';
import { root } from '../support/workflow.ts';

/** How it ends. A request that is killed has arrived, or it has not. */
const ends = ['SIGKILL before', 'SIGKILL after', 'SIGINT', 'SIGTERM'] as const;
type End = (typeof ends)[number];

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly text: string;
  /** Milliseconds from the signal to the end. */
  readonly took: number;
}

interface Case {
  readonly ended: Ended;
  readonly met: number;
  /** What the stores kept of it, and what verifies of that. */
  readonly kept: { readonly github: number; readonly files: number };
  readonly byApi: Run;
  readonly byFile: Run;
  readonly again: Run;
  readonly keptAgain: { readonly github: number; readonly files: number };
  readonly verified: Run;
  /** Names in the bundle folder that begin with the file's. */
  readonly names: readonly string[];
}

const sealing = () => outsideCalls().filter(({ verb }) => verb === 'seal');
const calls = sealing().map(({ name }) => name);
const cases = new Map<string, Case>();

beforeAll(async () => {
  const tasks = calls.flatMap((call) => ends.map((end) => ({ call, end })));
  const queue = tasks.values();
  const lane = async () => {
    const stands = openStands();
    try {
      for (const { call, end } of queue) {
        const stand = await stands.of(named(call));
        cases.set(`${call} ${end}`, await interrupt(stand, call, end));
      }
    } finally {
      await stands.close();
    }
  };
  await Promise.all([1, 2, 3].map(lane));
}, 300_000);

function named(name: string): OutsideCall {
  const call = sealing().find((one) => one.name === name);
  if (call === undefined) throw new Error(`there is no call ${name}`);
  return call;
}

async function interrupt(stand: Stand, call: string, end: End): Promise<Case> {
  const { outages } = stand.sandbox;
  const file = await stand.newFile();
  const ended = await sealUntil(stand, file, call, end);
  const met = outages.met();
  outages.set([]);
  const bundle = join(stand.workspace, 'bundles', `${file}.sigstore.json`);
  const fromFile = { INPUT_OFFLINE: 'true', INPUT_BUNDLES: bundle, INPUT_SOURCE_REF: 'refs/heads/main' };
  return {
    ended,
    met,
    kept: await stand.kept(file),
    byApi: await stand.run('verify', file),
    byFile: await stand.run('verify', file, { instead: fromFile }),
    again: await stand.run('seal', file),
    keptAgain: await stand.kept(file),
    verified: await stand.run('verify', file),
    names: (await readdir(dirname(bundle))).filter((name) => name.startsWith(basename(file))),
  };
}

function sealUntil(stand: Stand, file: string, name: string, end: End): Promise<Ended> {
  const call = named(name);
  const child = spawn(process.execPath, [join(root, 'src', 'main.ts'), 'seal'], {
    cwd: stand.workspace,
    env: { PATH: process.env['PATH'], GITHUB_ACTIONS: 'true', ...stand.variables('seal', file) },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  }
  let at = 0;
  const [signal = 'SIGKILL', when] = end.split(' ') as [NodeJS.Signals, string?];
  const befalls: typeof call.is = (request) => {
    if (!call.is(request)) return false;
    at = performance.now();
    child.kill(signal);
    return true;
  };
  const fault = when === 'before' ? 'reset' : 'hang';
  stand.sandbox.outages.set([...(call.before ?? []), { fault, befalls, times: 1 }]);
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code, by) => {
      resolve({ code, signal: by, text, took: performance.now() - at });
    });
  });
}

describe.each(calls)('ended at: %s', (call) => {
  test.each(ends)('%s', (end) => {
    const found = cases.get(`${call} ${end}`) as Case;
    const { ended, kept } = found;
    expect(found.met).toBeGreaterThan(0);
    if (end.startsWith('SIGKILL')) {
      expect(ended.signal).toBe('SIGKILL');
    } else {
      expect(ended.code).toBe(2);
      expect(ended.text).toContain('CUSTODY-905');
      // A cancelled job sends the next signal after 7.5 seconds.
      expect(ended.took).toBeLessThan(7_500);
    }
    expect([found.byApi.status === 'pass', found.byFile.status === 'pass']).toEqual([
      kept.github === 1,
      kept.files === 1,
    ]);
    expect(found.again).toMatchObject({ status: 'pass' });
    expect(found.keptAgain).toEqual({ github: 1, files: 1 });
    expect(found.names).toHaveLength(1);
    expect(found.verified).toMatchObject({ status: 'pass' });
  });
});

test('what is killed before anything is stored leaves nothing, and after all is stored leaves all', () => {
  expect(cases.get('log entry SIGKILL after')?.kept).toEqual({ github: 0, files: 0 });
  expect(cases.get('log entry of Rekor v2 SIGKILL after')?.kept).toEqual({ github: 0, files: 0 });
  expect(cases.get('attestation to store SIGKILL before')?.kept).toEqual({ github: 0, files: 1 });
  expect(cases.get('attestation to store SIGKILL after')?.kept).toEqual({ github: 1, files: 1 });
});
