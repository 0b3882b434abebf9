/**
 * The statement that carries an SBOM, or, where it would be too large for a bundle, that names it: in-toto's reference
 * predicate (https://github.com/in-toto/attestation/blob/main/spec/predicates/reference.md).
 */
import { limits } from '../model/limits.ts';
import { type JsonObject, STATEMENT_TYPE, type Statement } from '../model/statement.ts';
import type { Artifact } from '../model/subject.ts';
import { subjectsOf } from './seal.ts';

export const REFERENCE_TYPE = 'https://in-toto.io/attestation/reference/v0.1';

interface Document {
  readonly predicateType: string;
  readonly content: JsonObject;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly mediaType: string;
}

/** @param reference who attests, and under which name the document lies beside the artifact */
export function sbomStatement(
  artifact: Artifact,
  { predicateType, content, bytes, sha256, mediaType }: Document,
  reference: { readonly attester: string; readonly name: string },
): Statement {
  const subject = subjectsOf([artifact]);
  if (bytes.length <= limits.embeddedSbomBytes)
    return { _type: STATEMENT_TYPE, subject, predicateType, predicate: content };
  const descriptor = {
    name: reference.name,
    digest: { sha256 },
    mediaType,
    annotations: { size: `${bytes.length}`, predicateType },
  };
  const predicate = { attester: { id: reference.attester }, references: [descriptor] };
  return { _type: STATEMENT_TYPE, subject, predicateType: REFERENCE_TYPE, predicate };
}
