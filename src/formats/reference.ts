/**
 * in-toto's reference predicate (https://github.com/in-toto/attestation/blob/main/spec/predicates/reference.md): a document that
 * is attested by its digest because it is too large for a bundle. Its size is an annotation.
 */
import { isDigest } from '../model/digest.ts';
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import type { Reference } from '../model/reference.ts';
import type { JsonObject } from '../model/statement.ts';
import { textAt } from './json.ts';
import { at, listOf, predicateMember } from './predicate.ts';

export const REFERENCE_TYPE = 'https://in-toto.io/attestation/reference/v0.1';

export interface ReferenceWords extends Reference {
  /** Who attests. */
  readonly attester: string;
  /** Under which name the document lies beside the artifact. */
  readonly name: string;
  readonly mediaType: string;
  /** Of the statement that would hold the document. */
  readonly predicateType: string;
}

export function referencePredicate(words: ReferenceWords): JsonObject {
  const { attester, name, sha256, size, location, mediaType, predicateType } = words;
  const descriptor = {
    name,
    digest: { sha256 },
    ...(location !== undefined && { downloadLocation: location }),
    mediaType,
    annotations: { size: `${size}`, predicateType },
  };
  return { attester: { id: attester }, references: [descriptor] };
}

/**
 * What else it says of the document decides nothing, and is not read.
 *
 * @returns `undefined` where it does not name one document by SHA-256 and size
 * @throws Fault `CUSTODY-408` where it names no list of references at all; `-404` for a list or an address past its limit
 */
export function readReference(predicate: JsonObject): Reference | undefined {
  const [only, ...more] = listOf(at(predicateMember(predicate), 'references'));
  const sha256 = textAt(only?.value, 'digest', 'sha256') ?? '';
  const size = textAt(only?.value, 'annotations', 'size') ?? '';
  if (more.length > 0 || !isDigest('sha256', sha256) || !/^\d{1,15}$/.test(size)) return undefined;
  const location = textAt(only?.value, 'downloadLocation');
  if (location !== undefined && location.length > limits.locationLength) throw tooLong(location.length);
  return { sha256, size: Number(size), ...(location !== undefined && { location }) };
}

function tooLong(found: number): Fault {
  return new Fault(
    'CUSTODY-404',
    `the address of a reference has ${found} characters; the limit is ${limits.locationLength}`,
    { hint: 'Attest it again, with the address of the file alone.' },
  );
}
