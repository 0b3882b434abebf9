/**
 * Programs of Go: the modules that were linked into them, the version of Go as that of its standard library. The file is
 * the program itself: how many of its bytes come from which module is not stated.
 */
import { imagesOf } from '../../formats/executable.ts';
import { type GoDependency, hasBuildInfo, readBuildInfo } from '../../formats/go-build-info.ts';
import type { Image } from '../../formats/image.ts';
import type { Gap, Inventory, Package, PackageName, Reader } from '../../model/inventory.ts';
import { opaque, readImages } from '../images.ts';

export const reader: Reader = {
  name: 'go-binary',
  ecosystem: 'Go',
  reads: 'programs of Go 1.13 and later with their build information: ELF, PE, Mach-O',
  method: 'buildinfo',
  gives: [],
  recognises: ({ bytes }) => imagesOf(bytes)?.some(hasBuildInfo) ?? false,
  read: (file) => readImages(file, (image) => inventoryOf(image, file.path)),
};

function inventoryOf(image: Image, file: string): Inventory {
  const info = readBuildInfo(image, file);
  if (info === undefined) return opaque(image, file, 'holds a program beside those of Go');
  const library = standardLibrary(info.go, file);
  if (info.modules === undefined) {
    const hidden = opaque(image, file, 'is a program of Go without a list of its modules');
    return { ...hidden, packages: [library] };
  }
  const { main, dependencies } = info.modules;
  const packages = [library, ...dependencies.map((one) => packageOf(one, file))];
  return {
    ...(main && { root: linked(main) }),
    packages,
    gaps: packages.filter(({ version }) => version === '').map(unpinned),
    shares: [{ owner: 'first-party', bytes: image.bytes.length }],
  };
}

/** As advisories name it. Development versions of Go, `devel go1.27-…`, have no number. */
function standardLibrary(go: string, file: string): Package {
  const version = /^go([0-9][^ ]*)/.exec(go)?.[1] ?? '';
  return { type: 'golang', name: 'stdlib', version, id: `stdlib@${version}`, at: { file } };
}

function packageOf(module: GoDependency, file: string): Package {
  const found = linked(module);
  const folder = isFolder(module) ? module.replacement : undefined;
  return {
    ...found,
    id: `${found.name}@${found.version}`,
    at: { file },
    ...(folder && { origin: { kind: 'path', url: folder.path } }),
  };
}

/** What was linked: the replacement, unless that is a folder, which has no name of its own and no version. */
function linked(module: GoDependency): PackageName {
  const { path, version } = module.replacement && !isFolder(module) ? module.replacement : module;
  return { type: 'golang', name: path, version: version === '(devel)' || isFolder(module) ? '' : version };
}

function isFolder({ replacement }: GoDependency): boolean {
  return replacement !== undefined && /^(?:\.{0,2}\/|[a-z]:|\\)/i.test(replacement.path);
}

function unpinned({ name, at }: Package): Gap {
  return { at, message: `${name} is not pinned to a version` };
}
