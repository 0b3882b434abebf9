/**
 * The transparency log of the sandbox in version 2: one way to write, and a Merkle tree that is read as tiles. Follows
 * Rekor's `api/proto/rekor/v2` and C2SP tlog-tiles; it knows no time and gives no promise.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import type { Handler, Reply, ServedRequest } from '../http.ts';
import { noteKeyId, signCheckpoint2 } from './checkpoint.ts';
import type { ServiceFaults } from './faults.ts';
import { parseJson } from './json.ts';
import type { KeyPair } from './keys.ts';
import { inclusionProof, leafHash, rootHash } from './merkle.ts';
import { canonicalRecord } from './rekor2-entry.ts';
import { tileOf } from './tiles.ts';

/** The log's name: the host of its address, without the port. */
export const ORIGIN = '127.0.0.1';
const ENTRIES = '/api/v2/log/entries';
/** gRPC's status codes, which stand in the body of a refusal. */
const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

export interface Rekor2Options {
  readonly key: KeyPair;
  readonly now: () => Date;
  readonly faults: ServiceFaults;
}

interface LogState extends Rekor2Options {
  readonly foreignKey: KeyPair;
  readonly bodies: Uint8Array[];
  readonly leaves: Uint8Array[];
}

export function createRekor2(options: Rekor2Options): Handler {
  const log: LogState = { ...options, foreignKey: generateKeyPairSync('ed25519'), bodies: [], leaves: [] };
  return (request) => route(request, log);
}

function route(request: ServedRequest, log: LogState): Reply {
  const { method, path } = request;
  if (method === 'POST' && path === ENTRIES) return addEntry(request, log);
  // Tiles are served beside the API, or below it.
  const read = path.replace(/^\/api\/v2(?=\/(?:checkpoint$|tile\/))/, '');
  if (method === 'GET' && read === '/checkpoint') return { status: 200, body: checkpoint(log) };
  const tile = method === 'GET' ? tileOf(read, log) : undefined;
  return tile === undefined ? failure(404, NOT_FOUND, 'Not Found') : { status: 200, body: tile };
}

function addEntry(request: ServedRequest, log: LogState): Reply {
  let body: Uint8Array;
  try {
    body = canonicalRecord(parseJson(request.body));
    if (log.faults.enter) body = Buffer.from(log.faults.enter(Buffer.from(body).toString()));
  } catch (error) {
    if (error instanceof RangeError) return failure(400, INVALID_ARGUMENT, error.message);
    throw error;
  }
  const leaf = leafHash(body);
  const known = log.leaves.findIndex((other) => Buffer.from(other).equals(leaf));
  if (known !== -1) {
    const message = `an equivalent entry already exists in the transparency log with index ${known}`;
    return { ...failure(409, ALREADY_EXISTS, message), headers: { 'x-log-index': String(known) } };
  }
  log.bodies.push(body);
  log.leaves.push(leaf);
  return { status: 201, body: entryAt(log, log.leaves.length - 1, body) };
}

/** A TransparencyLogEntry in the JSON of protocol buffers: numbers of 64 bits are text. */
function entryAt(log: LogState, index: number, body: Uint8Array): object {
  const keyId = noteKeyId(ORIGIN, log.key.publicKey);
  return {
    logIndex: String(index),
    logId: { keyId: base64(keyId) },
    kindVersion: { kind: 'hashedrekord', version: '0.0.2' },
    ...(log.faults.promise === 'add' ? promise(log, index, keyId, body) : { integratedTime: '0' }),
    ...(log.faults.proof === 'omit' ? {} : { inclusionProof: proofAt(log, index) }),
    canonicalizedBody: base64(body),
  };
}

function proofAt(log: LogState, index: number): object {
  return {
    logIndex: String(index),
    rootHash: base64(rootHash(log.leaves)),
    treeSize: String(log.leaves.length),
    hashes: inclusionProof(index, log.leaves).map(base64),
    checkpoint: { envelope: checkpoint(log) },
  };
}

function checkpoint(log: LogState): string {
  const body = { origin: ORIGIN, size: log.leaves.length, root: rootHash(log.leaves) };
  return signCheckpoint2(body, log.faults.proof === 'foreign' ? log.foreignKey : log.key, log.key);
}

/** What version 1 would sign: never given unless a test asks for it. */
function promise(log: LogState, logIndex: number, keyId: Uint8Array, body: Uint8Array): object {
  const integratedTime = Math.floor(log.now().getTime() / 1000) + (log.faults.integratedTimeShift ?? 0);
  const logID = Buffer.from(keyId).toString('hex');
  const signed = JSON.stringify({ body: base64(body), integratedTime, logID, logIndex });
  const signedEntryTimestamp = base64(sign(null, Buffer.from(signed), log.key.privateKey));
  return { integratedTime: String(integratedTime), inclusionPromise: { signedEntryTimestamp } };
}

const failure = (status: number, code: number, message: string): Reply => ({
  status,
  body: { code, message, details: [] },
});

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
