/** go.mod of Go modules, with go.sum beside it: https://go.dev/ref/mod */
import { type GoDirective, goDirectives, goSums } from '../../formats/go-mod.ts';
import { malformed } from '../../formats/json-lines.ts';
import { assertPackages } from '../../formats/lockfile.ts';
import type { Place } from '../../model/fault.ts';
import type { Gap, Inventory, InventoryFile, Package, Reader, Surroundings } from '../../model/inventory.ts';

export const reader: Reader = {
  name: 'go-mod',
  ecosystem: 'Go',
  reads: '`go.mod`, before Go 1.17 with `go.sum`',
  method: 'lockfile',
  // Those of go.sum are over the list of a module's files: no file has them.
  gives: [],
  recognises: ({ path }) => /(?:^|\/)go\.mod$/.test(path),
  async read(file, around) {
    const directives = goDirectives(file);
    const required = requiredOf(directives, file.path);
    const standard = standardLibrary(directives, file.path);
    const old = isOld(directives) ? await fromSums(file, around) : { packages: [], gaps: [] };
    const packages = new Map<string, Package>();
    for (const one of [
      ...required.map(({ package: module }) => module),
      ...old.packages,
      ...standard.packages,
    ]) {
      if (!packages.has(one.id)) packages.set(one.id, one);
    }
    assertPackages(packages.size, { file: file.path });
    const direct = required.filter(({ indirect }) => !indirect).map(({ package: { id } }) => id);
    const root = rootOf(directives, [...direct, ...standard.packages.map(({ id }) => id)]);
    return { ...root, packages: [...packages.values()], gaps: [...old.gaps, ...standard.gaps] };
  },
};

type Found = Pick<Inventory, 'packages' | 'gaps'>;

function moduleOf(name: string, version: string, at: Place): Package {
  return { id: `${name}@${version}`, type: 'golang', name, version: version.replace(/^v/, ''), at };
}

function rootOf(directives: readonly GoDirective[], direct: readonly string[]): Pick<Inventory, 'root'> {
  const name = directives.find(({ verb }) => verb === 'module')?.arguments[0];
  if (name === undefined) return {};
  return { root: { type: 'golang', name, version: '', dependsOn: [...new Set(direct)] } };
}

interface Required {
  readonly package: Package;
  readonly indirect: boolean;
}

function requiredOf(directives: readonly GoDirective[], file: string): readonly Required[] {
  const replaced = replacements(directives, file);
  return directives
    .filter(({ verb }) => verb === 'require')
    .map((directive) => {
      const at = { file, line: directive.line };
      const [name = '', version = ''] = directive.arguments;
      if (directive.arguments.length !== 2 || !isVersion(version)) {
        throw malformed(at, 'a `require` is not a module and its version');
      }
      // One for a version goes before one for all versions.
      const other = replaced.get(`${name} ${version}`) ?? replaced.get(name);
      return {
        package: other ?? moduleOf(name, version, at),
        indirect: directive.comment.startsWith('indirect'),
      };
    });
}

/** By the module that is replaced, or by it and one of its versions. */
function replacements(directives: readonly GoDirective[], file: string): ReadonlyMap<string, Package> {
  const found = new Map<string, Package>();
  for (const { arguments: words, line } of directives.filter(({ verb }) => verb === 'replace')) {
    const at = { file, line };
    const arrow = words.indexOf('=>');
    const [name = '', version = '', ...rest] = words.slice(arrow + 1);
    const isPath = /^(?:\.{0,2}\/|[A-Za-z]:|\.{1,2}$)/.test(name);
    if (
      arrow < 1 ||
      arrow > 2 ||
      name === '' ||
      rest.length > 0 ||
      (isPath ? version !== '' : !isVersion(version))
    ) {
      throw malformed(at, 'a `replace` is not a module, `=>`, and a path or a module and its version');
    }
    const other = moduleOf(name, version, at);
    found.set(
      words.slice(0, arrow).join(' '),
      isPath ? { ...other, origin: { kind: 'path', url: name } } : other,
    );
  }
  return found;
}

function isVersion(text: string): boolean {
  return /^v\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]*)?$/.test(text);
}

/** The lowest version of Go that builds it. */
function goVersion(
  directives: readonly GoDirective[],
): { readonly version: string; readonly line: number } | undefined {
  const lineOf = (wanted: string, form: RegExp) => {
    const found = directives.find(({ verb }) => verb === wanted);
    const version = form.exec(found?.arguments[0] ?? '')?.[1];
    return found && version !== undefined ? { version, line: found.line } : undefined;
  };
  return lineOf('toolchain', /^go(\d[^-]*)/) ?? lineOf('go', /^(\d.*)$/);
}

function standardLibrary(directives: readonly GoDirective[], file: string): Found {
  const go = goVersion(directives);
  if (!go) return { packages: [], gaps: [] };
  const at = { file, line: go.line };
  const gap: Gap = { at, message: `stdlib is ${go.version} or newer, as is the Go that builds it` };
  return { packages: [moduleOf('stdlib', go.version, at)], gaps: [gap] };
}

/** Before 1.17, which is also meant where no version is named, go.mod has only what the module itself asks for. */
function isOld(directives: readonly GoDirective[]): boolean {
  const [, major = '1', minor = '16'] =
    /^(\d+)\.(\d+)/.exec(directives.find(({ verb }) => verb === 'go')?.arguments[0] ?? '') ?? [];
  return Number(major) === 1 && Number(minor) < 17;
}

async function fromSums({ path }: InventoryFile, around: Surroundings): Promise<Found> {
  const bytes = await around.near('go.sum');
  if (!bytes) {
    const message = 'what the required modules require is not listed before Go 1.17, and there is no go.sum';
    return { packages: [], gaps: [{ at: { file: path }, message }] };
  }
  const file = path.replace(/go\.mod$/, 'go.sum');
  const sums = goSums({ path: file, bytes });
  assertPackages(sums.length, { file });
  const message = 'it also holds modules that were only looked at, as go.mod lists them all from Go 1.17 on';
  return {
    packages: sums.map(({ module, version, line }) => moduleOf(module, version, { file, line })),
    gaps: [{ at: { file }, message }],
  };
}
