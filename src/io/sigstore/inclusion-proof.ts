/** The inclusion proof of a log's answer, of either version of Rekor, once its parts are read: whole, or not at all. */
import type { TransparencyLogEntry } from '@sigstore/bundle';
import type { Json } from '../../model/statement.ts';

/** Parts as the version writes them, each `undefined` where it is missing or malformed. */
export interface ProofParts {
  /** Decimal. */
  readonly logIndex: string | undefined;
  readonly treeSize: string | undefined;
  readonly rootHash: Buffer | undefined;
  /** A signed note (C2SP). */
  readonly checkpoint: string | undefined;
  /** A list of texts, unread. */
  readonly hashes: Json | undefined;
}

/** @param hash reads one text of `hashes` */
export function wholeProof(
  { logIndex, treeSize, rootHash, checkpoint, hashes: listed }: ProofParts,
  hash: (text: string) => Buffer | undefined,
): TransparencyLogEntry['inclusionProof'] {
  if (!logIndex || !treeSize || !rootHash || !checkpoint || !Array.isArray(listed)) return undefined;
  const hashes: Buffer[] = [];
  for (const each of listed as readonly Json[]) {
    const bytes = typeof each === 'string' ? hash(each) : undefined;
    if (!bytes) return undefined;
    hashes.push(bytes);
  }
  return { logIndex, treeSize, rootHash, hashes, checkpoint: { envelope: checkpoint } };
}
