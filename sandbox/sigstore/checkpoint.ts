/**
 * Checkpoints of a log. Follows C2SP tlog-checkpoint (origin, size, root) in a signed note
 * (C2SP signed-note) with the ECDSA signatures of Rekor: the key hint is the start of the log's identifier.
 */
import { type KeyPair, logIdOf, signWith } from './keys.ts';

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
  const text = `${body.origin}\n${body.size}\n${Buffer.from(body.root).toString('base64')}\n`;
  const hint = logIdOf(hintKey.publicKey).subarray(0, 4);
  const signature = signWith(key.privateKey, Buffer.from(text, 'utf8'));
  return `${text}\n\u2014 ${name} ${Buffer.concat([hint, signature]).toString('base64')}\n`;
}
