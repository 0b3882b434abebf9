/**
 * Checkpoints of a log. Follows C2SP tlog-checkpoint (origin, size, root) in a signed note (C2SP signed-note): with
 * the ECDSA signatures of Rekor 1, where the key hint is the start of the log's identifier, or with Ed25519.
 */
import { type KeyObject, sign } from 'node:crypto';
import { type KeyPair, logIdOf, sha256, signWith } from './keys.ts';

export interface CheckpointBody {
  /** First line: the log's host name and tree. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The signed note; `name` stands in the signature line, `hintKey` is the key that it claims to be by. */
export function signCheckpoint(
  body: CheckpointBody,
  name: string,
  key: KeyPair,
  hintKey: KeyPair = key,
): string {
  const text = textOf(body);
  const hint = logIdOf(hintKey.publicKey).subarray(0, 4);
  return note(text, name, hint, signWith(key.privateKey, Buffer.from(text)));
}

/** The signed note of an Ed25519 key; the origin is the key's name. */
export function signCheckpoint2(body: CheckpointBody, key: KeyPair, hintKey: KeyPair = key): string {
  const text = textOf(body);
  const hint = noteKeyId(body.origin, hintKey.publicKey).subarray(0, 4);
  return note(text, body.origin, hint, sign(null, Buffer.from(text), key.privateKey));
}

/** The identifier of an Ed25519 key under this name, whole: C2SP signed-note takes the first four bytes. */
export function noteKeyId(name: string, key: KeyObject): Uint8Array {
  const raw = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
  return sha256(Buffer.from(`${name}\n`), Uint8Array.of(1), raw);
}

function textOf({ origin, size, root }: CheckpointBody): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

function note(text: string, name: string, hint: Uint8Array, signature: Uint8Array): string {
  return `${text}\n\u2014 ${name} ${Buffer.concat([hint, signature]).toString('base64')}\n`;
}
