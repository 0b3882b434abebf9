/**
 * SBOMs as byproducts of a build: `runDetails.byproducts` of SLSA provenance v1, ResourceDescriptors whose digest is that of
 * the document's canonical JSON (RFC 8785), which can be computed again from the statement that carries the document.
 */
import type { Json, JsonObject } from '../model/statement.ts';
import { canonicalJson } from './jcs.ts';
import { member, textAt } from './json.ts';
import { sha256 } from './peek.ts';

export interface Byproduct {
  readonly name: string;
  readonly mediaType: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export function byproductOf({ name, mediaType, sha256: digest }: Byproduct): JsonObject {
  return { name, digest: { sha256: digest }, mediaType };
}

/** SHA-256 of a document's canonical JSON; computed once for each. */
export function digestOf(document: JsonObject): string {
  const known = digests.get(document) ?? sha256(canonicalJson(document));
  digests.set(document, known);
  return known;
}

const digests = new WeakMap<JsonObject, string>();

/** The SHA-256 digests of all byproducts that provenance names. */
export function byproductsOf(provenance: JsonObject): readonly string[] {
  const all = member(member(provenance, 'runDetails'), 'byproducts');
  if (!Array.isArray(all)) return [];
  return (all as readonly Json[]).flatMap((one) => textAt(one, 'digest', 'sha256') ?? []);
}
