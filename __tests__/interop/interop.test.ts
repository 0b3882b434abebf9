/** What `npm run interop` does without its peers: judging cells, the page, the pins, and a missing toolchain. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer, ClientName } from '../../interop/clients.ts';
import { clientNames, type Result, wrong } from '../../interop/matrix.ts';
import { buildPeers, peerVersions } from '../../interop/peers.ts';
import { page } from '../../interop/table.ts';

const pins = join(import.meta.dirname, '..', '..', 'interop', 'peers');

function result(accepting: readonly ClientName[], accepts: readonly ClientName[]): Result {
  const answer = (name: ClientName): Answer => {
    if (accepting.includes(name)) return { accepted: true, reason: '' };
    return { accepted: false, reason: name === 'custody' ? 'CUSTODY-427' : 'no | way' };
  };
  return {
    evidence: 'custody, 1 subject',
    change: 'a byte',
    question: {} as Result['question'],
    accepts,
    answers: Object.fromEntries(clientNames.map((name) => [name, answer(name)])) as Result['answers'],
  };
}

describe('a cell', () => {
  test('is wrong when one accepts what has to be refused, and when one refuses what has to be accepted', () => {
    expect(wrong(result([], []))).toEqual([]);
    expect(wrong(result(clientNames, clientNames))).toEqual([]);
    expect(wrong(result(['gh'], []))).toEqual(['custody, 1 subject, a byte: gh accepts']);
    expect(wrong(result(['cosign', 'gh', 'sigstore-python'], clientNames))).toEqual([
      'custody, 1 subject, a byte: custody refuses: CUSTODY-427',
    ]);
  });

  test('shows our code, and of others no more than the answer', () => {
    const text = page([result(['cosign'], ['cosign'])], [], { cosign: 'v3' });
    expect(text).toContain(
      '| custody, 1 subject | a byte | refuses, CUSTODY-427 | **accepts** | refuses | refuses |',
    );
    expect(text).not.toContain('no | way');
    expect(text).toContain('| cosign | v3 |');
  });
});

describe('the peers', () => {
  test('have versions, which are those that the page was measured with', async () => {
    const versions = await peerVersions();
    const text = await readFile(join(pins, '..', '..', 'docs', 'interop.md'), 'utf8');
    // act runs workflows and syft makes SBOMs: they verify nothing, and are in no table.
    const asked = (await readdir(pins)).filter((name) => !['act', 'syft'].includes(name));
    expect(Object.keys(versions).sort()).toEqual(asked.sort());
    for (const [name, version] of Object.entries(versions)) {
      expect(version).toMatch(/^v?\d+\.\d+\.\d+$/);
      expect(text).toContain(`| ${name} | ${version} |`);
    }
  });

  test('of Python have a hash each', async () => {
    const text = await readFile(join(pins, 'sigstore-python', 'requirements.txt'), 'utf8');
    const packages = text.split(/\n(?=\S)/).filter((entry) => !entry.startsWith('#'));
    expect(packages.length).toBeGreaterThan(10);
    for (const entry of packages)
      expect(entry).toMatch(/^\S+==\S+(?: \\\n {4}--hash=sha256:[0-9a-f]{64})+\n?$/);
  });
});

describe('a missing toolchain', () => {
  const before = { ...process.env };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'custody-peers-'));
    Object.assign(process.env, { CUSTODY_CACHE: folder, PATH: folder });
  });
  afterEach(async () => {
    Object.assign(process.env, { PATH: before['PATH'], CUSTODY_CACHE: before['CUSTODY_CACHE'] ?? '' });
    if (before['CUSTODY_CACHE'] === undefined) delete process.env['CUSTODY_CACHE'];
    await rm(folder, { recursive: true });
  });

  test('is a failure that says how to get it', async () => {
    await expect(buildPeers(() => {})).rejects.toThrow(
      'Go 1.26 or newer is needed to build the peers: https://go.dev/dl/',
    );
    expect(await readdir(join(folder, 'peers'))).toEqual([]);
  });
});
