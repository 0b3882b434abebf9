/** SBOMs as users make them, ours and syft's, and what they list: the same few lines read both. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSbom, sbomTypes } from '../../src/formats/sbom.ts';
import { type MinimumElements, minimumElements } from '../../src/model/sbom.ts';
import type { JsonObject } from '../../src/model/statement.ts';
import { project } from '../scene.ts';

export interface Made {
  /** `type/name@version` of each component that is said to be a part, by its package URL. */
  readonly packages: ReadonlySet<string>;
  /** What the document says that the artifact itself is; empty where it does not. */
  readonly product: string;
  readonly fields: MinimumElements;
}

/** As far as it is read here. */
interface Component extends JsonObject {
  readonly purl?: string;
  readonly scope?: string;
}

interface Document extends JsonObject {
  readonly metadata: { readonly component?: Component };
  readonly components?: readonly Component[];
}

/**
 * `dist/`, with what a job on GitHub knows: an owner, and the time of a commit.
 * @param scratch a folder to write to
 */
export function ours(folder: string, file: string, scratch: string): Made {
  const words = ['sbom', 'make', file, '--base', folder, '--folder', scratch, '--author', 'Example'];
  run(process.execPath, [join(project, 'dist', 'index.js'), ...words], folder, {
    SOURCE_DATE_EPOCH: '1700000000',
  });
  return read(join(scratch, `${file}.cdx.json`));
}

/** @param source as syft names it: `file:a.tgz`, `dir:folder` */
export function syftOf(
  program: string,
  source: string,
  { folder, scratch, all }: { readonly folder: string; readonly scratch: string; readonly all: boolean },
): Made {
  mkdirSync(scratch, { recursive: true });
  const target = join(scratch, 'syft.cdx.json');
  const catalogers = all ? ['--override-default-catalogers', 'all'] : [];
  run(program, ['scan', '-q', source, ...catalogers, '-o', `cyclonedx-json=${target}`], folder, {
    SYFT_CHECK_FOR_APP_UPDATE: 'false',
    HOME: scratch,
  });
  return read(target);
}

function run(program: string, words: readonly string[], cwd: string, env: Record<string, string>): void {
  execFileSync(program, words, { cwd, env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: 'pipe' });
}

function read(path: string): Made {
  const document: Document = JSON.parse(readFileSync(path, 'utf8'));
  const { metadata, components = [] } = document;
  // Both may list single files too, which are no packages.
  const packages = components.filter(({ purl }) => purl !== undefined);
  const parts = packages.filter(({ scope }) => scope !== 'excluded');
  return {
    packages: new Set(parts.flatMap(({ purl }) => keyOf(purl) ?? [])),
    product: keyOf(metadata.component?.purl) ?? '',
    fields: minimumElements(readSbom(sbomTypes.cyclonedx[0], { ...document, components: packages })),
  };
}

/** A package URL without qualifiers, which say where a package comes from and not which it is. */
function keyOf(purl = ''): string | undefined {
  const [, type, name, version = ''] = /^pkg:([a-z]+)\/([^@?#]+)(?:@([^?#]+))?/.exec(purl) ?? [];
  return name && `${type}/${decodeURIComponent(name)}@${decodeURIComponent(version)}`;
}
