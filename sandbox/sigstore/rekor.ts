/**
 * The transparency log of the sandbox: the part of Rekor's HTTP API (version 1) that signing clients and
 * readers use. Shapes and statuses follow Rekor's `openapi.yaml`.
 */
import { randomBytes } from 'node:crypto';
import type { Handler, Reply, ServedRequest } from '../http.ts';
import { signCheckpoint } from './checkpoint.ts';
import type { ServiceFaults } from './faults.ts';
import { parseJson } from './json.ts';
import { type KeyPair, logIdOf, signWith } from './keys.ts';
import { inclusionProof, leafHash, rootHash } from './merkle.ts';
import { canonicalBody } from './rekor-entry.ts';

/** Index of the first entry: a log whose earlier shards are frozen, so that the tree's index is another. */
const FIRST_LOG_INDEX = 1000;
const ENTRIES = '/api/v1/log/entries';
/** The log's name in checkpoints; part of its address, which verifiers look for. */
const HOST = '127.0.0.1';

export interface RekorOptions {
  readonly key: KeyPair;
  readonly foreignKey: KeyPair;
  readonly now: () => Date;
  readonly faults: ServiceFaults;
}

interface LogState extends RekorOptions {
  /** Sixteen hexadecimal digits. */
  readonly treeId: string;
  readonly entries: LogEntry[];
}

interface LogEntry {
  readonly uuid: string;
  readonly leaf: Uint8Array;
  readonly body: string;
  /** Seconds since 1970. */
  readonly integratedTime: number;
}

export function createRekor(options: RekorOptions): Handler {
  const log: LogState = { ...options, treeId: `10${randomBytes(7).toString('hex')}`, entries: [] };
  return (request) => route(request, log);
}

function route(request: ServedRequest, log: LogState): Reply {
  const { method, path } = request;
  if (method === 'POST' && path === ENTRIES) return addEntry(request, log);
  if (method !== 'GET') return failure(405, `method ${method} is not allowed`);
  if (path === '/api/v1/log') return { status: 200, body: logInfo(log) };
  if (path === '/api/v1/log/publicKey') return publicKey(log);
  if (path === ENTRIES) return entryByIndex(log, request.url.searchParams.get('logIndex'));
  if (path.startsWith(`${ENTRIES}/`)) return entryByUuid(log, path.slice(ENTRIES.length + 1));
  return failure(404, `path ${path} was not found`);
}

function addEntry(request: ServedRequest, log: LogState): Reply {
  let body: Uint8Array;
  try {
    body = canonicalBody(parseJson(request.body));
  } catch (error) {
    if (error instanceof RangeError) return failure(400, `error processing entry: ${error.message}`);
    throw error;
  }
  const leaf = leafHash(body);
  const uuid = `${log.treeId}${Buffer.from(leaf).toString('hex')}`;
  const location = `${ENTRIES}/${uuid}`;
  if (log.entries.some((entry) => entry.uuid === uuid)) {
    const message = `an equivalent entry already exists in the transparency log with UUID ${uuid}`;
    return { ...failure(409, message), headers: { location } };
  }
  const integratedTime = Math.floor(log.now().getTime() / 1000) + (log.faults.integratedTimeShift ?? 0);
  log.entries.push({ uuid, leaf, body: Buffer.from(body).toString('base64'), integratedTime });
  const index = log.entries.length - 1;
  return { status: 201, headers: { location, etag: uuid }, body: entryAt(log, index) };
}

function entryByIndex(log: LogState, text: string | null): Reply {
  if (text === null || !/^[0-9]{1,15}$/.test(text)) return failure(422, 'logIndex must be a number');
  const index = Number(text) - FIRST_LOG_INDEX;
  if (log.entries[index] === undefined) return failure(404, 'entry was not found');
  return { status: 200, body: entryAt(log, index) };
}

/** A UUID is the leaf hash in hexadecimal, with or without the tree's identifier before it. */
function entryByUuid(log: LogState, uuid: string): Reply {
  const index = log.entries.findIndex((entry) => entry.uuid === uuid || entry.uuid.slice(16) === uuid);
  if (index === -1) return failure(404, 'entry was not found');
  return { status: 200, body: entryAt(log, index) };
}

function entryAt(log: LogState, index: number): object {
  const entry = log.entries[index];
  if (entry === undefined) throw new RangeError(`no entry at ${index}`);
  const { body, integratedTime, uuid } = entry;
  const logID = Buffer.from(logIdOf(log.key.publicKey)).toString('hex');
  const signed = { body, integratedTime, logID, logIndex: index + FIRST_LOG_INDEX };
  const verification = {
    ...(log.faults.proof === 'omit' ? {} : { inclusionProof: proofAt(log, index) }),
    ...(log.faults.promise === 'omit' ? {} : { signedEntryTimestamp: promise(log, signed) }),
  };
  return { [uuid]: { ...signed, verification } };
}

/** The signed entry timestamp: a signature over the entry's canonical JSON (its keys are in order). */
function promise(log: LogState, signed: object): string {
  const key = log.faults.promise === 'foreign' ? log.foreignKey : log.key;
  return Buffer.from(signWith(key.privateKey, Buffer.from(JSON.stringify(signed)))).toString('base64');
}

function proofAt(log: LogState, index: number): object {
  const leaves = log.entries.map((entry) => entry.leaf);
  return {
    checkpoint: checkpoint(log, leaves),
    hashes: inclusionProof(index, leaves).map((hash) => Buffer.from(hash).toString('hex')),
    logIndex: index,
    rootHash: Buffer.from(rootHash(leaves)).toString('hex'),
    treeSize: leaves.length,
  };
}

function checkpoint(log: LogState, leaves: readonly Uint8Array[]): string {
  const origin = `${HOST} - ${BigInt(`0x${log.treeId}`)}`;
  const body = { origin, size: leaves.length, root: rootHash(leaves) };
  const signer = log.faults.proof === 'foreign' ? log.foreignKey : log.key;
  return signCheckpoint(body, HOST, signer, log.key);
}

function logInfo(log: LogState): object {
  const leaves = log.entries.map((entry) => entry.leaf);
  return {
    rootHash: Buffer.from(rootHash(leaves)).toString('hex'),
    signedTreeHead: checkpoint(log, leaves),
    treeID: String(BigInt(`0x${log.treeId}`)),
    treeSize: leaves.length,
  };
}

function publicKey(log: LogState): Reply {
  const pem = log.key.publicKey.export({ type: 'spki', format: 'pem' });
  return { status: 200, headers: { 'content-type': 'application/x-pem-file' }, body: String(pem) };
}

const failure = (status: number, message: string): Reply => ({ status, body: { code: status, message } });
