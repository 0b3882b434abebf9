/** What the bundler itself says that it put into a bundle: esbuild's metafile, or else the source map. */
import { spansOf } from '../../formats/generated-spans.ts';
import { readMetafile } from '../../formats/metafile.ts';
import { readSourceMap } from '../../formats/source-map.ts';
import type { Gap, InventoryFile, Method, Surroundings } from '../../model/inventory.ts';

export interface List {
  readonly method: Extract<Method, 'metafile' | 'source-map'>;
  /** The file that says so. */
  readonly file: string;
  /** Paths of sources, as they are written → bytes of the bundle; `undefined` for one without a name. */
  readonly sources: ReadonlyMap<string | undefined, number>;
  readonly gaps: readonly Gap[];
}

/** There is no set name for a metafile. */
const METAFILES = ['meta.json', 'metafile.json', 'esbuild-meta.json'] as const;
const POINTER = /\/\/[#@] sourceMappingURL=([^\s'"]+)[ \t]*$/gm;
const INLINE = /^data:application\/json(?:;charset=utf-?8)?;base64,([A-Za-z0-9+/]*={0,2})$/i;

const texts = new TextDecoder('latin1');

/** @throws Fault `CUSTODY-410` for a list that cannot be read; `CUSTODY-404` past a limit */
export async function listOf(file: InventoryFile, around: Surroundings): Promise<List | undefined> {
  return (await fromMetafile(file, around)) ?? (await fromMap(file, around));
}

async function fromMetafile({ path, bytes }: InventoryFile, around: Surroundings): Promise<List | undefined> {
  const name = nameOf(path);
  for (const candidate of [`${name}.meta.json`, name.replace(/\.[cm]?js$/, '.meta.json'), ...METAFILES]) {
    const content = await around.near(candidate);
    // Any file may bear such a name.
    if (!content || !texts.decode(content).includes('"bytesInOutput"')) continue;
    const file = beside(path, candidate);
    const output = readMetafile(content, file).find(
      (one) => nameOf(one.path) === name && one.bytes === bytes.length,
    );
    if (output) return { method: 'metafile', file, sources: output.inputs, gaps: [] };
  }
  return undefined;
}

async function fromMap({ path, bytes }: InventoryFile, around: Surroundings): Promise<List | undefined> {
  const found = await mapOf(path, bytes, around);
  if (!found) return undefined;
  const file = found.name === undefined ? path : beside(path, found.name);
  const map = readSourceMap(found.content, file);
  const { spans, outside } = spansOf(map, bytes);
  const sources = new Map<string | undefined, number>();
  for (const { start, end, source } of spans) {
    const name = map.sources[source];
    sources.set(name, (sources.get(name) ?? 0) + end - start);
  }
  const message = `${outside} places that the source map names are not in the file: it was changed since`;
  return {
    method: 'source-map',
    file,
    sources,
    gaps: outside > 0 ? [{ at: { file }, message }] : [],
  };
}

interface FoundMap {
  readonly content: Uint8Array;
  /** Relative to the bundle; absent where the map stands in the bundle itself. */
  readonly name?: string;
}

async function mapOf(path: string, bytes: Uint8Array, around: Surroundings): Promise<FoundMap | undefined> {
  const pointer = [...texts.decode(bytes).matchAll(POINTER)].at(-1)?.[1];
  const inline = pointer === undefined ? undefined : INLINE.exec(pointer)?.[1];
  if (inline !== undefined) return { content: Buffer.from(inline, 'base64') };
  for (const name of new Set([pointer, `${nameOf(path)}.map`])) {
    // What a file of unknown origin points to on the network is not fetched.
    if (name === undefined || /^[a-z][a-z+.-]*:|^\//i.test(name)) continue;
    const content = await around.near(name);
    if (content) return { content, name };
  }
  return undefined;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const beside = (path: string, name: string): string => path.slice(0, path.lastIndexOf('/') + 1) + name;
