/** Every fault at every outside call of `seal` and `verify`, through sockets; docs/faults.md says what comes of them. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { networkFaults } from '../../sandbox/faults.ts';
import { outsideCalls } from '../../scripts/faults/calls.ts';
import type { Lack } from '../../scripts/faults/disk.ts';
import type { Cell } from '../../scripts/faults/matrix.ts';
import { page } from '../../scripts/faults/page.ts';
import { patience } from '../../scripts/faults/stand.ts';
import { root } from '../support/workflow.ts';

/** What the work itself, and a machine with much else to do, may take beside the budget. */
const TOLERANCE_MS = 3_000;

let cells: readonly Cell[];
let lacks: readonly Lack[];
beforeAll(async () => {
  // In a process of its own: what waits for time must not wait for the transformation of modules.
  const args = [join(root, 'scripts', 'faults.ts'), '--print'];
  const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  ({ cells, lacks } = JSON.parse(stdout));
}, 300_000);

const named = ({ verb, call, fault, length, run }: Cell) =>
  `${verb}, ${call}, ${fault} ${length}: ${run.status} ${run.code ?? ''}`;
const those = (which: (cell: Cell) => boolean) => cells.filter(which).map(named);

const isOf = (cell: Cell, facts: object) =>
  Object.entries(facts).every(([name, value]) => cell[name as keyof Cell] === value);

test('each call has met each fault', () => {
  const lasting = [...networkFaults, 'wrong clock'].flatMap((fault) =>
    ['passes', 'stays'].map((length) => ({ fault, length })),
  );
  const unmet = outsideCalls().flatMap(({ verb, name }) =>
    lasting.filter((how) => !cells.some((cell) => isOf(cell, { verb, call: name, ...how }))),
  );
  expect(unmet).toEqual([]);
  expect(those(({ met }) => met < 1)).toEqual([]);
  expect(those(({ length, met }) => length === 'passes' && met !== 1)).toEqual([]);
});

test('each ends with a pass, or with a code and what to do', () => {
  expect(those(({ run }) => run.status !== 'pass' && !(run.code && run.hint))).toEqual([]);
  expect(those(({ run, unsealed }) => run.status === 'fail' && !unsealed)).toEqual(
    ['attestations', 'bundle'].flatMap((call) =>
      ['passes', 'stays'].map((length) => `verify, ${call}, changed keys ${length}: fail CUSTODY-425`),
    ),
  );
});

test('no pass without evidence', () => {
  expect(those(({ run, unsealed }) => run.status === 'pass' && unsealed)).toEqual([]);
  expect(those(({ run, kept }) => run.status === 'pass' && kept.github !== 1)).toEqual([]);
  expect(
    those(({ verb, run, kept }) => verb === 'seal' && run.status === 'pass' && kept.files !== 1),
  ).toEqual([]);
  expect(those(({ kept }) => kept.github > 1)).toEqual([]);
});

const policyCalls = ['default branch, for a policy', 'head of the branch, for a policy', 'policy'];

test('T31 no pass without the policy: what is not it, or cannot be had, is unknown', () => {
  const lasting = cells.filter(({ call, length }) => policyCalls.includes(call) && length === 'stays');
  const undone = lasting.filter(({ fault }) => !['delay', 'wrong clock'].includes(fault));
  expect(undone).toHaveLength(policyCalls.length * (networkFaults.length - 1));
  for (const { run } of undone) {
    expect([run.status, run.code]).toEqual(['unknown', expect.stringMatching(/^CUSTODY-(?:504|903|904)$/)]);
  }
});

test('T14 no pass without what became of the run', () => {
  const about = ({ call, length }: Cell) => /^(?:run|jobs|attempt)\b/.test(call) && length === 'stays';
  const undone = cells.filter((cell) => about(cell) && !['delay', 'wrong clock'].includes(cell.fault));
  expect(undone).toHaveLength(4 * (networkFaults.length - 1));
  for (const { run } of undone) expect([run.status, run.code]).toEqual(['unknown', 'CUSTODY-507']);
});

test('a check run that cannot be posted changes no verdict, is noted, and stands there once', () => {
  const told = ({ tells }: Cell) => tells;
  expect(those((cell) => told(cell) && cell.run.status !== (cell.unsealed ? 'fail' : 'pass'))).toEqual([]);
  expect(those((cell) => told(cell) && cell.checkRuns !== 1 && !cell.run.untold)).toEqual([]);
  expect(those((cell) => told(cell) && cell.checkRuns > 1)).toEqual([]);
  const lasts = ({ fault, length }: Cell) =>
    ['503', 'reset', 'HTML', 'redirect'].includes(fault) && length === 'stays';
  expect(those((cell) => told(cell) && lasts(cell) && !cell.run.untold)).toEqual([]);
});

test('evidence by other keys is refused, or replaced by our own', () => {
  const unmoved = (call: string, code: string) => [
    `seal, ${call}, changed keys passes: ${code}`,
    `seal, ${call}, changed keys stays: ${code}`,
  ];
  expect(those(({ verb, fault }) => verb === 'seal' && fault === 'changed keys').toSorted()).toEqual(
    [
      ...unmoved('keys of the issuer', 'unknown CUSTODY-302'),
      ...unmoved('attestations of before', 'pass '),
      ...unmoved('attestations read back', 'unknown CUSTODY-308'),
      ...unmoved('bundle read back', 'unknown CUSTODY-308'),
      'seal, OIDC token, changed keys stays: unknown CUSTODY-302',
      'seal, certificate, changed keys stays: unknown CUSTODY-308',
      'seal, timestamp, changed keys stays: unknown CUSTODY-308',
      'seal, log entry, changed keys stays: unknown CUSTODY-308',
      'seal, log entry that exists, changed keys stays: unknown CUSTODY-308',
      'seal, log entry of Rekor v2, changed keys stays: unknown CUSTODY-308',
      'seal, checkpoint of Rekor v2, for an entry that exists, changed keys stays: unknown CUSTODY-308',
    ].toSorted(),
  );
});

test('a wrong clock is neither waited for nor believed', () => {
  const wrong = ({ fault }: Cell) => fault === 'wrong clock';
  expect(those((cell) => wrong(cell) && cell.waited > 1_000 + TOLERANCE_MS)).toEqual([]);
  expect(those((cell) => wrong(cell) && cell.run.status === 'unknown').toSorted()).toEqual([
    'seal, OIDC token, wrong clock stays: unknown CUSTODY-302',
    'seal, attestations read back, wrong clock stays: unknown CUSTODY-308',
    'seal, certificate, wrong clock stays: unknown CUSTODY-305',
    'seal, log entry that exists, wrong clock stays: unknown CUSTODY-308',
    'seal, log entry, wrong clock stays: unknown CUSTODY-308',
    'seal, timestamp, wrong clock stays: unknown CUSTODY-305',
    'verify, attestations, wrong clock stays: unknown CUSTODY-402',
  ]);
});

/** A log keeps its first entry to itself, so that another is made. */
const hidden = ({ call, fault }: Cell) =>
  /^(?:checkpoint|tiles) of Rekor v2/.test(call) && ['HTML', 'redirect'].includes(fault);

test('no second entry in the log, but where it does not show the first', () => {
  expect(those((cell) => cell.entries > (hidden(cell) ? 2 : 1))).toEqual([]);
  expect(those((cell) => cell.verb === 'seal' && cell.run.status === 'pass' && cell.entries < 1)).toEqual([]);
});

test('never past the budget', () => {
  expect(those(({ waited }) => waited > patience.retryFor + TOLERANCE_MS)).toEqual([]);
});

test('what may pass is waited for, with a line for each wait; what stays is given up, with a line', () => {
  const passing = new Set(['hang', 'drip', '429', '503', 'reset', 'cut body']);
  const asked = (cell: Cell) => passing.has(cell.fault) && cell.length === 'passes';
  expect(those((cell) => asked(cell) && cell.run.status === 'unknown')).toEqual([]);
  // Of a refusal only the status counts, so that its body may drip or be cut.
  const waited = (cell: Cell) => cell.run.log.some((line) => /asking again in \d/.test(line));
  expect(those((cell) => ['429', '503', 'reset'].includes(cell.fault) && !waited(cell))).toEqual([]);
  const stays = (cell: Cell) => ['429', '503', 'reset'].includes(cell.fault) && cell.length === 'stays';
  const given = (cell: Cell) =>
    cell.run.log.some((line) => /no time of (?:its share of )?retry-for is left for more$/.test(line));
  expect(those((cell) => stays(cell) && !given(cell))).toEqual([]);
  expect(those((cell) => stays(cell) && !cell.tells && cell.run.status !== 'unknown')).toEqual([]);
});

test('no redirect is followed', () => {
  expect(those(({ strayed }) => strayed > 0)).toEqual([]);
  const decided = (cell: Cell) => cell.fault === 'redirect' && !cell.tells && cell.run.status !== 'unknown';
  expect(those((cell) => decided(cell) && !hidden(cell))).toEqual([]);
});

describe('what the machine lacks', () => {
  test('room and a place to write: a fault, and no part of a file', () => {
    const unwritable = lacks.filter(({ outcome }) => outcome !== 'pass' && outcome !== undefined);
    for (const { outcome, hint, left } of unwritable) {
      expect(outcome).toBe('CUSTODY-309');
      expect(hint).not.toBe('');
      expect(left).toBe(0);
    }
  });

  test('a home and a temporary folder are not needed', () => {
    const [, , ...rest] = lacks;
    expect(rest.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass']);
  });
});

test('docs/faults.md is what was measured; otherwise: node scripts/faults.ts', () => {
  if (lacks.some(({ outcome }) => outcome === undefined)) {
    console.warn('skipped: no file system can be mounted here');
    return;
  }
  expect(readFileSync(join(root, 'docs', 'faults.md'), 'utf8')).toBe(page(cells, lacks));
});
