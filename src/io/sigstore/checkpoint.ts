/** What a log says of its tree, unproven: a checkpoint (https://c2sp.org/tlog-checkpoint) in a signed note. */
import { base64 } from '../../formats/base64.ts';
import { member, parseJsonObject, textAt } from '../../formats/json.ts';
import type { Json } from '../../model/statement.ts';

export interface Checkpoint {
  readonly size: number;
  readonly root: Buffer;
  /** The first four bytes of the names of the keys that are said to have signed under the log's own name. */
  readonly hints: readonly Buffer[];
  /** As it was read. */
  readonly envelope: string;
}

/** `undefined` for anything else, an empty tree included. */
export function readCheckpoint(envelope: string): Checkpoint | undefined {
  const [, origin = '', size, rootHash] =
    /^([^\n]+)\n([1-9][0-9]{0,15})\n([^\n]+)\n(?:[^\n]+\n)*\n/.exec(envelope) ?? [];
  const root = base64(rootHash);
  if (!root || !Number.isSafeInteger(Number(size))) return undefined;
  const start = `\u2014 ${origin} `;
  const signatures = envelope.split('\n').filter((line) => line.startsWith(start));
  const hints = signatures.flatMap((line) => base64(line.slice(start.length))?.subarray(0, 4) ?? []);
  return { size: Number(size), root, hints, envelope };
}

/** The name in full of the log in a trusted root (JSON) whose key may have signed the checkpoint. */
export function logIdOf({ hints }: Checkpoint, trustedRootBytes: Uint8Array): Buffer | undefined {
  const logs = member(parseJsonObject(trustedRootBytes, 'the trusted root', 'CUSTODY-405'), 'tlogs');
  const names = (Array.isArray(logs) ? (logs as readonly Json[]) : []).map((log) =>
    base64(textAt(log, 'logId', 'keyId')),
  );
  return names.find((name) => name && hints.some((hint) => hint.equals(name.subarray(0, 4))));
}
