/**
 * `npm run interop`: real servers and other verifiers, on loopback, from pinned sources. Ends with
 * `N passed, N failed`; what cannot be built or started is a failure. Writes docs/interop.md.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clients } from './clients.ts';
import { makeEvidence } from './evidence.ts';
import { agreements, ask, clientNames, disagreements, type Result, wrong } from './matrix.ts';
import { buildPeers, peerVersions } from './peers.ts';
import { bootStack } from './stack.ts';
import { page } from './table.ts';

const began = performance.now();
const folder = await mkdtemp(join(tmpdir(), 'custody-interop-'));
const say = (text: string) =>
  console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`);

try {
  const { agreed, disagreed } = await measure();
  const all = [...agreed, ...disagreed];
  const failures = all.flatMap(wrong);
  for (const failure of failures) console.error(`failed: ${failure}`);
  const same = await publish(page(agreed, disagreed, await peerVersions()));
  if (!same) console.error('failed: docs/interop.md said something else; it is written anew, commit it');
  close(all.length * clientNames.length - failures.length + Number(same), failures.length + Number(!same));
} catch (error) {
  console.error(`failed: ${error instanceof Error ? error.message : error}`);
  close(0, 1);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(): Promise<{ agreed: Result[]; disagreed: Result[] }> {
  const peers = await buildPeers(say);
  say('peers are built');
  const stack = await bootStack(folder, peers);
  try {
    say('servers are up');
    const evidence = await makeEvidence(stack, peers, join(folder, 'evidence'));
    const cases = await agreements(stack, evidence, join(folder, 'damaged'));
    const odd = await disagreements(stack, peers, evidence, join(folder, 'odd'));
    say(`signed; asking ${clientNames.length} verifiers ${cases.length + odd.length} questions`);
    const results = await ask([...cases, ...odd], clients(peers, folder));
    say('answered');
    return { agreed: results.slice(0, cases.length), disagreed: results.slice(cases.length) };
  } finally {
    await stack.close();
  }
}

/** Writes the page, and says whether it was so already. */
async function publish(text: string): Promise<boolean> {
  const path = join(import.meta.dirname, '..', 'docs', 'interop.md');
  const before = await readFile(path, 'utf8').catch(() => '');
  if (before !== text) await writeFile(path, text);
  return before === text;
}

function close(passed: number, failed: number): void {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
