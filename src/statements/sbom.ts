/** The statement that carries an SBOM, or, where it would be too large for a bundle, that refers to it. */
import { sha256 } from '../formats/peek.ts';
import { REFERENCE_TYPE, type ReferenceWords, referencePredicate } from '../formats/reference.ts';
import { limits } from '../model/limits.ts';
import { type JsonObject, STATEMENT_TYPE, type Statement } from '../model/statement.ts';
import type { Artifact } from '../model/subject.ts';
import { subjectsOf } from './seal.ts';

interface Document {
  readonly predicateType: string;
  readonly content: JsonObject;
  /** Canonical JSON. */
  readonly bytes: Uint8Array;
  /** As it lies in its file, where that is laid out otherwise. */
  readonly file?: Uint8Array;
  readonly mediaType: string;
}

/** Whether it is named by its statement, and not held. */
export function isReferred({ bytes }: Pick<Document, 'bytes'>): boolean {
  return bytes.length > limits.embeddedSbomBytes;
}

/** @param words who attests, under which name the document lies beside the artifact, and where it can be had */
export function sbomStatement(
  artifact: Artifact,
  document: Document,
  words: Pick<ReferenceWords, 'attester' | 'name' | 'location'>,
): Statement {
  const { predicateType, content, bytes, file = bytes, mediaType } = document;
  const subject = subjectsOf([artifact]);
  if (!isReferred(document)) return { _type: STATEMENT_TYPE, subject, predicateType, predicate: content };
  // Whoever downloads it has the file, and not its canonical form.
  const named = { sha256: sha256(file), size: file.length, mediaType, predicateType };
  const predicate = referencePredicate({ ...words, ...named });
  return { _type: STATEMENT_TYPE, subject, predicateType: REFERENCE_TYPE, predicate };
}
