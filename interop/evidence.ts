/** Evidence to exchange: what `seal`, cosign and sigstore-python signed at the same servers, and its damaged copies. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { attest } from '../sandbox/sigstore/attest.ts';
import { custody } from './clients.ts';
import type { Peers } from './peers.ts';
import { must } from './processes.ts';
import type { Stack } from './stack.ts';
import { predicateOf, statementOf } from './statement.ts';

/** One bundle and a file that it is about. */
export interface Evidence {
  /** Who signed, and about how many files: `custody, 100 subjects`. */
  readonly name: string;
  readonly file: string;
  readonly bundle: string;
}

/** @returns bundles of all three signers, about one file and, where the signer can, about a hundred */
export async function makeEvidence(stack: Stack, peers: Peers, folder: string): Promise<readonly Evidence[]> {
  // The first entry of a log has the index 0, which protocol buffers leave out and sigstore-python misses.
  await sealed(stack, join(folder, 'first'), 1);
  return [
    { name: 'custody, 1 subject', ...(await sealed(stack, join(folder, 'sealed-1'), 1)) },
    { name: 'custody, 100 subjects', ...(await sealed(stack, join(folder, 'sealed-100'), 100)) },
    { name: 'custody, after a lost answer of the log', ...(await sealedOnce(stack, join(folder, 'lost'))) },
    { name: 'cosign, 1 subject', ...(await byCosign(stack, peers, join(folder, 'cosign-1'), 1)) },
    { name: 'cosign, 100 subjects', ...(await byCosign(stack, peers, join(folder, 'cosign-100'), 100)) },
    { name: 'sigstore-python, 1 subject', ...(await byPython(stack, peers, join(folder, 'python'))) },
  ];
}

type Made = Omit<Evidence, 'name'>;

async function sealed(stack: Stack, folder: string, count: number): Promise<Made> {
  const file = await writeFiles(join(folder, 'files'), count);
  const bundles = join(folder, 'bundles');
  const args = [
    'seal',
    '--sigstore',
    stack.folder,
    '--store',
    'files',
    '--bundle-folder',
    bundles,
    '--',
    '*',
  ];
  await must(process.execPath, [custody, ...args], { cwd: join(folder, 'files'), env: stack.job });
  const [name] = (await readdir(bundles)).filter((entry) => entry.endsWith('.sigstore.json'));
  if (name === undefined) throw new Error(`seal wrote no bundle to ${bundles}`);
  return { file, bundle: join(bundles, name) };
}

/** The log makes the entry and its answer gets lost: the bundle is about that entry, and there is no other. */
async function sealedOnce(stack: Stack, folder: string): Promise<Made> {
  const before = await stack.log.size();
  stack.log.loseNext();
  const made = await sealed(stack, folder, 1);
  const entries = (await stack.log.size()) - before;
  if (entries !== 1) throw new Error(`a lost answer of the log made ${entries} entries`);
  return made;
}

/** Of a client that signs with another curve, and so with another digest, than ours. */
export async function byP384({ urls, job, claims }: Stack, folder: string): Promise<Made> {
  const file = await writeFiles(join(folder, 'files'), 1);
  const registerJob = () => ({
    requestUrl: job['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '',
    requestToken: job['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '',
  });
  const statement = Buffer.from(await statementOf(join(folder, 'files'), claims));
  const made = await attest({ urls, rekorVersion: 2, registerJob }, { statement, claims, curve: 'P-384' });
  const bundle = join(folder, 'bundle.sigstore.json');
  await writeFile(bundle, JSON.stringify(made));
  return { file, bundle };
}

/** @param lie changes the statement before it is signed */
export async function byCosign(
  stack: Stack,
  { cosign }: Peers,
  folder: string,
  count: number,
  lie: (statement: string) => string = (text) => text,
): Promise<Made> {
  const file = await writeFiles(join(folder, 'files'), count);
  const statement = join(folder, 'statement.json');
  await writeFile(statement, lie(await statementOf(join(folder, 'files'), stack.claims)));
  const bundle = join(folder, 'bundle.sigstore.json');
  const args = [
    ...['attest-blob', '--yes', '--signing-config', join(stack.folder, 'signing_config.json')],
    ...['--trusted-root', join(stack.folder, 'trusted_root.json'), '--identity-token', await stack.token()],
    ...['--statement', statement, '--bundle', bundle, file],
  ];
  await must(cosign, args, { cwd: folder, env: { HOME: folder } });
  return { file, bundle };
}

async function byPython(stack: Stack, { python }: Peers, folder: string): Promise<Made> {
  const file = await writeFiles(join(folder, 'files'), 1);
  const predicate = join(folder, 'predicate.json');
  await writeFile(predicate, JSON.stringify(predicateOf(stack.claims)));
  const bundle = join(folder, 'bundle.sigstore.json');
  const args = [
    ...['-m', 'sigstore', '--trust-config', join(stack.folder, 'trust_config.json'), 'attest'],
    ...['--identity-token', await stack.token(), '--predicate', predicate],
    ...['--predicate-type', 'https://slsa.dev/provenance/v1', '--bundle', bundle, file],
  ];
  await must(python, args, { cwd: folder, env: { HOME: folder } });
  return { file, bundle };
}

/** @returns one of them, from the middle */
async function writeFiles(folder: string, count: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  const names = Array.from({ length: count }, (_, i) => `file-${String(i).padStart(3, '0')}.txt`);
  for (const name of names) await writeFile(join(folder, name), `${folder} ${name}\n`);
  return join(folder, names[count >> 1] ?? '');
}

/** Ways to damage evidence that every verifier has to notice; each changes one byte of what it names. */
export const damages = [
  'artifact',
  'payload',
  'certificate',
  'checkpoint of the log entry',
  'inclusion proof of the log entry',
  'timestamp',
] as const;
export type Damage = (typeof damages)[number] | 'body of the log entry';

/** A copy of the evidence with one byte changed. */
export async function damaged(evidence: Evidence, damage: Damage, folder: string): Promise<Made> {
  await mkdir(folder, { recursive: true });
  if (damage === 'artifact') {
    const file = join(folder, 'artifact.txt');
    await writeFile(file, flipped(await readFile(evidence.file), 0));
    return { file, bundle: evidence.bundle };
  }
  const bundle = join(folder, 'bundle.sigstore.json');
  const changed = JSON.parse(await readFile(evidence.bundle, 'utf8'));
  change(changed, damage);
  await writeFile(bundle, JSON.stringify(changed));
  return { file: evidence.file, bundle };
}

interface BundleJson {
  readonly verificationMaterial: {
    readonly certificate: { rawBytes: string };
    readonly tlogEntries: {
      canonicalizedBody: string;
      inclusionProof: { readonly hashes: string[]; readonly checkpoint: { envelope: string } };
    }[];
    readonly timestampVerificationData: { readonly rfc3161Timestamps: { signedTimestamp: string }[] };
  };
  readonly dsseEnvelope: { payload: string };
}

function change(
  { verificationMaterial, dsseEnvelope }: BundleJson,
  damage: Exclude<Damage, 'artifact'>,
): void {
  const { certificate, tlogEntries, timestampVerificationData } = verificationMaterial;
  switch (damage) {
    case 'payload':
      // The last digit of the attempt, so that it stays a statement.
      dsseEnvelope.payload = edited(dsseEnvelope.payload, /(?<=\/attempts\/)1(?=")/);
      return;
    case 'certificate':
      certificate.rawBytes = last(certificate.rawBytes);
      return;
    case 'body of the log entry':
      for (const entry of tlogEntries) {
        entry.canonicalizedBody = edited(entry.canonicalizedBody, /(?<="digest":"[^"]{10})[^"]/);
      }
      return;
    case 'checkpoint of the log entry':
      // In the third line, the root hash.
      for (const { checkpoint } of tlogEntries.map((entry) => entry.inclusionProof))
        checkpoint.envelope = replaced(checkpoint.envelope, /(?<=^[^\n]+\n[^\n]+\n.{10})./);
      return;
    case 'inclusion proof of the log entry':
      for (const { hashes } of tlogEntries.map((entry) => entry.inclusionProof)) {
        const [first, ...rest] = hashes;
        if (first === undefined) throw new Error('the proof has no hash to change');
        hashes.splice(0, hashes.length, last(first), ...rest);
      }
      return;
    case 'timestamp':
      for (const stamp of timestampVerificationData.rfc3161Timestamps)
        stamp.signedTimestamp = last(stamp.signedTimestamp);
  }
}

function edited(base64: string, place: RegExp): string {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  return Buffer.from(replaced(text, place), 'utf8').toString('base64');
}

function replaced(text: string, place: RegExp): string {
  const changed = text.replace(place, (found) => (found === 'A' || found === '1' ? '2' : 'A'));
  if (changed === text) throw new Error(`nothing to change at ${place}`);
  return changed;
}

function last(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  return flipped(bytes, bytes.length - 1).toString('base64');
}

function flipped(bytes: Buffer, index: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}
