/** Requirements files of pip: https://pip.pypa.io/en/stable/reference/requirements-file-format/ */
import { posix } from 'node:path';
import { hashOf, sharedHashes } from '../../formats/hashes.ts';
import { assertPackages, past } from '../../formats/lockfile.ts';
import { originKey } from '../../formats/origin.ts';
import { parseRequirement, type Requirement } from '../../formats/requirement.ts';
import { type RequirementLine, requirementLines } from '../../formats/requirements.ts';
import type { Place } from '../../model/fault.ts';
import type { Gap, InventoryFile, Package, Reader, Surroundings } from '../../model/inventory.ts';
import { limits } from '../../model/limits.ts';
import { normalised } from '../python/names.ts';

export const reader: Reader = {
  name: 'requirements',
  ecosystem: 'PyPI',
  reads: '`*requirements*.txt` and `requirements/*.txt` with what they include',
  method: 'lockfile',
  gives: ['hashes'],
  recognises: ({ path }) => /(?:^|\/)(?:[^/]*requirements[^/]*|requirements\/[^/]+)\.txt$/.test(path),
  async read(file, around) {
    const { lines, gaps } = await linesOf(file, around);
    const pins = pinsOf(lines);
    const packages = new Map<string, Package>();
    for (const line of lines.filter(({ constrains }) => !constrains)) {
      const found = stockOf(line, pins);
      gaps.push(...found.gaps);
      if (found.package && !packages.has(found.package.id)) packages.set(found.package.id, found.package);
      assertPackages(packages.size, line.at);
    }
    return { packages: [...packages.values()], gaps };
  },
};

/** A requirement, wherever it was included from. */
interface Line {
  readonly requirement: Requirement | undefined;
  readonly written: RequirementLine;
  /** In the file that is read: of an included one, where it is included. */
  readonly at: Place;
  /** It only says which version is to be taken of what others ask for. */
  readonly constrains: boolean;
}

interface Waiting {
  readonly file: InventoryFile;
  /** Absent for the file that is read. */
  readonly at?: Place;
  readonly constrains: boolean;
}

/** With what is included, each file once: a circle adds nothing. */
async function linesOf(
  top: InventoryFile,
  around: Surroundings,
): Promise<{ readonly lines: readonly Line[]; readonly gaps: Gap[] }> {
  const lines: Line[] = [];
  const gaps: Gap[] = [];
  const base = posix.dirname(top.path);
  const waiting: Waiting[] = [{ file: top, constrains: false }];
  const seen = new Set([`false ${posix.normalize(top.path)}`]);
  for (const { file, at: included, constrains } of waiting) {
    for (const written of requirementLines(file)) {
      const at = included ?? { file: top.path, line: written.line };
      if (written.kind === 'requirement') {
        lines.push({ requirement: parseRequirement(written.text), written, at, constrains });
        continue;
      }
      const path = posix.join(posix.dirname(file.path), written.text);
      const other = { path, at, constrains: constrains || written.kind === 'constraints' };
      if (seen.has(`${other.constrains} ${path}`)) continue;
      seen.add(`${other.constrains} ${path}`);
      if (seen.size > limits.includedFiles)
        throw past(at, `${limits.includedFiles} files that include each other`);
      const bytes = isBeside(written.text) ? await around.near(posix.relative(base, path)) : undefined;
      if (bytes) waiting.push({ ...other, file: { path, bytes } });
      else gaps.push({ at, message: 'another file is included, which is not here to be read' });
    }
  }
  return { lines, gaps };
}

/** Neither elsewhere on the machine nor on the network. */
function isBeside(path: string): boolean {
  return !posix.isAbsolute(path) && !/^[A-Za-z][A-Za-z0-9+.-]*:|\$\{/.test(path);
}

/** Exact versions of constraints that hold everywhere, by normalised name. */
function pinsOf(lines: readonly Line[]): ReadonlyMap<string, string> {
  const pins = new Map<string, string>();
  for (const { requirement, written, constrains } of lines) {
    if (!constrains || written.text.includes(';') || requirement?.name === undefined) continue;
    const { name, version, bound } = requirement;
    if (version !== '' && bound === undefined) pins.set(normalised(name), version);
  }
  return pins;
}

interface Stock {
  readonly package?: Package;
  readonly gaps: readonly Gap[];
}

function stockOf({ requirement, written, at }: Line, pins: ReadonlyMap<string, string>): Stock {
  // No line is quoted: it may hold a credential.
  if (!requirement) return { gaps: [{ at, message: 'a line is no requirement' }] };
  const { name, bound, origin, hashes } = requirement;
  if (name === undefined) {
    const isProject = /^\.\/?(?:\[[^\]]*\])?$/.test(origin?.url ?? '');
    return { gaps: isProject ? [] : [{ at, message: 'a requirement does not say which package it is' }] };
  }
  const pin =
    origin || (requirement.version !== '' && bound === undefined) ? undefined : pins.get(normalised(name));
  const version = pin ?? requirement.version;
  const message = pin === undefined ? doubtOf(requirement) : undefined;
  return {
    package: {
      id: `${name}@${version}${originKey(origin)}`,
      type: 'pypi',
      name,
      version,
      at,
      ...sharedHashes(hashes ? [hashes] : written.hashes.map(hashOf)),
      ...(origin && { origin }),
    },
    gaps: message === undefined ? [] : [{ at, message: `${name} ${message}` }],
  };
}

/** Why another package than that may be installed. */
function doubtOf({ version, bound, origin }: Requirement): string | undefined {
  if (origin?.kind === 'git') {
    return origin.commit === undefined ? 'is not pinned to a commit' : undefined;
  }
  if (bound !== undefined) return `is not pinned: ${version} is only the bound of ${bound}`;
  if (version !== '') return undefined;
  return origin ? 'is taken from a place that says no version' : 'is not pinned to a version';
}
