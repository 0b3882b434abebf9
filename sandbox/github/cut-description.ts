/**
 * Cuts a slim OpenAPI 3.0 description out of a large one: the named operations, the closure of their
 * references, and nothing that only people read. OpenAPI Specification 3.0.3 §4.7 (objects and `$ref`).
 */

/** One operation to keep: its path template and its method in lower case. */
export interface WantedOperation {
  readonly path: string;
  readonly method: string;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type JsonObject = { readonly [name: string]: Json };

/** Members that describe to people; none of them decides whether a message is valid. */
const PROSE = new Set(['description', 'summary', 'title', 'tags', 'example', 'examples', 'externalDocs']);

/** Members whose value maps names of the API's own to objects, so that no name in it is a keyword. */
const NAME_MAPS = new Set([
  'properties',
  'patternProperties',
  'responses',
  'headers',
  'content',
  'parameters',
]);

/**
 * The slim description. `info` is replaced by the one given, since the cut is no longer its source's document.
 * @throws Error naming the operation or reference that the source lacks
 */
export function cutDescription(source: object, wanted: readonly WantedOperation[], info: object): object {
  const full = source as JsonObject;
  const kept = new Map<string, Json>();
  const paths: Record<string, Record<string, Json>> = {};
  for (const { path, method } of wanted) {
    const operation = resolve(full, ['paths', path, method]);
    paths[path] ??= {};
    paths[path][method] = withoutProse(operation, false);
    keepReferences(full, operation, kept);
  }
  return { openapi: full['openapi'], info, paths, components: componentsOf(kept) };
}

function keepReferences(full: JsonObject, node: Json, kept: Map<string, Json>): void {
  for (const pointer of referencesIn(node)) {
    if (kept.has(pointer)) continue;
    const target = resolve(full, pointer.slice(2).split('/'));
    kept.set(pointer, withoutProse(target, false));
    keepReferences(full, target, kept);
  }
}

function* referencesIn(node: Json): Generator<string> {
  if (node === null || typeof node !== 'object') return;
  for (const [name, value] of Object.entries(node)) {
    if (name === 'example' || name === 'examples') continue;
    if (name === '$ref' && typeof value === 'string') yield value;
    else yield* referencesIn(value);
  }
}

function withoutProse(node: Json, isNameMap: boolean): Json {
  if (node === null || typeof node !== 'object') return node;
  if (isList(node)) return node.map((item) => withoutProse(item, false));
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(node)) {
    if (!isNameMap && (PROSE.has(name) || name.startsWith('x-'))) continue;
    result[name] = withoutProse(value, !isNameMap && NAME_MAPS.has(name));
  }
  // A Response Object without a description is not valid (§4.7.17).
  if (!isNameMap && ('content' in node || 'headers' in node) && 'description' in node)
    result['description'] = '';
  return result;
}

function isList(node: Json): node is readonly Json[] {
  return Array.isArray(node);
}

function componentsOf(kept: ReadonlyMap<string, Json>): object {
  const components: Record<string, Record<string, Json>> = {};
  for (const pointer of [...kept.keys()].sort()) {
    const [, kind, name] = pointer.slice(2).split('/');
    if (kind === undefined || name === undefined) throw new Error(`reference outside components: ${pointer}`);
    components[kind] ??= {};
    components[kind][name] = kept.get(pointer) ?? null;
  }
  return components;
}

function resolve(full: JsonObject, steps: readonly string[]): Json {
  let node: Json = full;
  for (const step of steps) {
    const next: Json | undefined =
      node !== null && typeof node === 'object' ? (node as JsonObject)[step] : undefined;
    if (next === undefined) throw new Error(`the description has no ${steps.join(' ')}`);
    node = next;
  }
  return node;
}
