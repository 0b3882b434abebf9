/**
 * What Go's linker writes into a program of itself (https://pkg.go.dev/debug/buildinfo and
 * https://pkg.go.dev/runtime/debug#BuildInfo): the version of Go, and the modules that were linked. Since Go 1.18 the texts
 * follow a header of 32 bytes; before, the header holds addresses of them.
 */
import { limits } from '../model/limits.ts';
import { beyond, unreadable } from './artifact-faults.ts';
import { type Image, imageView, type Region } from './image.ts';

export interface GoModule {
  readonly path: string;
  readonly version: string;
}

/** What was linked in the place of a module, if it was replaced; without a version, `path` is a folder. */
export interface GoDependency extends GoModule {
  readonly replacement?: GoModule;
}

export interface GoBuildInfo {
  /** `go1.26.8`; further words follow for a changed toolchain. */
  readonly go: string;
  /** Absent where the program was built without modules, or the list was taken out. */
  readonly modules?: { readonly main?: GoDependency; readonly dependencies: readonly GoDependency[] };
}

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const HEADER = 32;
const ALIGNMENT = 16;
const BIG_ENDIAN = 1;
const INLINE = 2;

export function hasBuildInfo(image: Image): boolean {
  return findHeader(image) !== undefined;
}

/**
 * @returns `undefined` for an image without it
 * @throws Fault `CUSTODY-410` where it begins and is damaged; `CUSTODY-404` past `limits.inventoryPackages`
 */
export function readBuildInfo(image: Image, file: string): GoBuildInfo | undefined {
  const header = findHeader(image);
  if (header === undefined) return undefined;
  const texts = ((header[15] ?? 0) & INLINE) === 0 ? pointed(image, header) : inline(header);
  if (texts === undefined || texts.go.length === 0)
    throw unreadable(file, 'its Go build information is damaged');
  const go = Buffer.from(texts.go).toString('utf8');
  // Sixteen bytes on either side, by which the text is found in memory.
  const { length } = texts.modules;
  if (length < 33 || texts.modules[length - 17] !== 0x0a) return { go };
  const text = Buffer.from(texts.modules.subarray(16, length - 16)).toString('utf8');
  return { go, modules: readModules(text, file) };
}

/** From the header to the end of what it is in: in a section of its own, or somewhere in the data. */
function findHeader({ sections, data }: Image): Uint8Array | undefined {
  const own = sections.find(({ name }) => name === '.go.buildinfo' || name === '__go_buildinfo');
  const region = own ?? data;
  if (region === undefined) return undefined;
  const bytes = Buffer.from(region.bytes.buffer, region.bytes.byteOffset, region.bytes.length);
  let at = bytes.indexOf(MAGIC);
  while (at >= 0 && (region.address + at) % ALIGNMENT !== 0) at = bytes.indexOf(MAGIC, at + 1);
  return at < 0 || at + HEADER > bytes.length ? undefined : bytes.subarray(at);
}

interface Texts {
  readonly go: Uint8Array;
  readonly modules: Uint8Array;
}

function inline(header: Uint8Array): Texts | undefined {
  const go = countedText(header.subarray(HEADER));
  const modules = go && countedText(go.rest);
  return modules && { go: go.text, modules: modules.text };
}

/** After its length, seven bits to a byte, lowest first. */
function countedText(
  bytes: Uint8Array,
): { readonly text: Uint8Array; readonly rest: Uint8Array } | undefined {
  const end = bytes.subarray(0, 5).findIndex((byte) => byte < 0x80) + 1;
  const length = bytes.subarray(0, end).reduceRight((sum, byte) => sum * 128 + (byte & 0x7f), 0);
  if (end === 0 || end + length > bytes.length) return undefined;
  return { text: bytes.subarray(end, end + length), rest: bytes.subarray(end + length) };
}

/** Two addresses, each of an address and a length. */
function pointed({ loaded }: Image, header: Uint8Array): Texts | undefined {
  const width = header[14] ?? 0;
  if (width !== 4 && width !== 8) return undefined;
  const numberIn = (bytes: Uint8Array, index: number) => {
    const view = imageView(bytes, ((header[15] ?? 0) & BIG_ENDIAN) === 0 ? 'little' : 'big');
    return width === 8 ? view.u64(index * 8) : view.u32(index * 4);
  };
  const [go, modules] = [0, 1].map((index) => {
    const pair = memory(loaded, numberIn(header.subarray(16), index), width * 2);
    return pair && memory(loaded, numberIn(pair, 0), numberIn(pair, 1));
  });
  return go && { go, modules: modules ?? new Uint8Array() };
}

function memory(loaded: readonly Region[], address: number, length: number): Uint8Array | undefined {
  const region = loaded.find(
    (one) => address >= one.address && address + length <= one.address + one.bytes.length,
  );
  return region?.bytes.subarray(address - region.address, address - region.address + length);
}

function readModules(text: string, file: string): NonNullable<GoBuildInfo['modules']> {
  let main: GoDependency | undefined;
  const dependencies: GoDependency[] = [];
  for (const line of text.split('\n')) {
    const [kind, path = '', version = ''] = line.split('\t');
    if (kind !== 'mod' && kind !== 'dep' && kind !== '=>') continue;
    if (path === '') throw unreadable(file, 'a module in its Go build information has no path');
    const found = { path, version };
    if (kind === 'mod') main = found;
    if (kind === 'dep') dependencies.push(found);
    if (kind === '=>') {
      const last = dependencies.pop();
      if (last) dependencies.push({ ...last, replacement: found });
      else if (main) main = { ...main, replacement: found };
      else throw unreadable(file, 'its Go build information replaces no module');
    }
  }
  if (dependencies.length > limits.inventoryPackages)
    throw beyond(file, 'names more modules', 'inventoryPackages');
  return { ...(main && { main }), dependencies };
}
