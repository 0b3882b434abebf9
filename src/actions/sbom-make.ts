/** `sbom make`: one SBOM for each artifact, written into a folder. */
import { posix, resolve } from 'node:path';
import { sha256 } from '../formats/peek.ts';
import { readSbom, type SbomFormat } from '../formats/sbom.ts';
import type { Context, Outcome } from '../kit/define.ts';
import { VERSION } from '../kit/version.ts';
import { Fault, type Place } from '../model/fault.ts';
import type { Gap, InventoryFile } from '../model/inventory.ts';
import { limits } from '../model/limits.ts';
import { minimumElements } from '../model/sbom.ts';
import type { Artifact } from '../model/subject.ts';
import type { SbomLine } from '../report/report.ts';
import { sbomWords } from '../report/sbom.ts';
import {
  bomOf,
  documentOf,
  readLocks,
  type SbomDocument,
  stockOf,
  type Taken,
  type Workshop,
} from '../sbom/make.ts';
import { buildOf } from './build-of.ts';

export interface MakeInputs {
  readonly files: readonly string[];
  readonly base: string | undefined;
  readonly lockfiles: readonly string[];
  readonly format: SbomFormat | 'both';
  readonly specVersion: '1.6' | '1.7';
  readonly folder: string;
  readonly author: string | undefined;
  readonly json: string | undefined;
}

/** An SBOM of one artifact in the formats that were asked for. */
export interface MadeSbom {
  readonly artifact: Artifact;
  readonly documents: readonly SbomDocument[];
  readonly line: SbomLine;
  /** With places in the workspace. */
  readonly gaps: readonly Gap[];
}

export async function makeSboms(inputs: MakeInputs, context: Context): Promise<Outcome<'sbomPaths'>> {
  const { wire, environment } = context;
  if (inputs.json !== undefined) await wire.clearReport(inputs.json);
  const base = resolve(inputs.base ?? environment.workspace);
  const files = await wire.files();
  const artifacts = await files.artifacts({ patterns: inputs.files, base, most: limits.sboms }, [
    'sha256',
    'sha512',
  ]);
  const workshop = await openWorkshop(base, inputs, context);
  const made: MadeSbom[] = [];
  for (const artifact of artifacts) {
    const taken = await stockOf(await workshop.fileOf(artifact), workshop);
    const one = await makeSbom(artifact, taken, workshop, inputs);
    made.push(await writeSbom(one, inputs.folder, context));
  }
  const report = {
    verb: 'sbom',
    status: 'pass' as const,
    verdicts: made.map(({ artifact, line }) => verdictOf(artifact, line)),
    sboms: made.map(({ line }) => line),
    warnings: distinct(made.flatMap(({ gaps }) => gaps)),
    notices: workshop.time ? [] : [undated],
  };
  if (inputs.json !== undefined) await wire.writeReport(inputs.json, report);
  return { report, outputs: { sbomPaths: made.flatMap(({ line }) => line.paths).join('\n') } };
}

const undated =
  'The SBOM states no time: set `SOURCE_DATE_EPOCH`, or run in a checkout, so that it can say when its source was made.';

/** A workshop that knows where on this machine things stand. */
export interface OpenWorkshop extends Workshop {
  /** The bytes that were hashed. Throws `CUSTODY-203` for others, `-404` past the limit. */
  fileOf(artifact: Artifact): Promise<InventoryFile>;
  /** A place in the build as a place in the workspace, which annotations need. */
  inWorkspace(at: Place): Place;
}

/** What the build has, read once. */
export async function openWorkshop(
  base: string,
  { lockfiles, author }: Pick<MakeInputs, 'lockfiles' | 'author'>,
  context: Context,
): Promise<OpenWorkshop> {
  const { environment } = context;
  const place = await buildOf(base, lockfiles, context);
  const time = environment.sourceDate ?? (await place.committed());
  const owner = author ?? environment.repositoryOwner;
  const inWorkspace = (at: Place) => ({ ...at, file: posix.join(place.folder, at.file) });
  let locks: ReturnType<typeof readLocks> | undefined;
  return {
    build: place.build,
    locks: () => {
      locks ??= readLocks(place.build, place.lockfiles).catch((error: unknown) => {
        throw error instanceof Fault ? moved(error, inWorkspace) : error;
      });
      return locks;
    },
    tool: { name: 'custody', version: VERSION },
    ...(time && { time }),
    ...(owner !== undefined && { author: owner }),
    fileOf: async (artifact) => ({
      path: place.pathOf(artifact.name),
      bytes: await artifactBytes(artifact, base, context),
    }),
    inWorkspace,
  };
}

function moved({ code, message, hint, at, cause }: Fault, inWorkspace: OpenWorkshop['inWorkspace']): Fault {
  return new Fault(code, message, { hint, cause, ...(at && { at: inWorkspace(at) }) });
}

async function artifactBytes(artifact: Artifact, base: string, { wire }: Context): Promise<Uint8Array> {
  const { read } = await wire.namedFiles();
  const bytes = await read(resolve(base, artifact.name), limits.artifactBytes);
  if (bytes && sha256(bytes) === artifact.digests.sha256) return bytes;
  throw new Fault('CUSTODY-203', `\`${artifact.name}\` changed after it was hashed`, {
    hint: 'Let whatever writes the file end first, then run again.',
  });
}

export async function makeSbom(
  artifact: Artifact,
  taken: Taken,
  workshop: OpenWorkshop,
  { format, specVersion }: Pick<MakeInputs, 'format' | 'specVersion'>,
): Promise<MadeSbom> {
  const bom = await bomOf(artifact, taken, workshop);
  const formats = format === 'both' ? (['cyclonedx', 'spdx'] as const) : [format];
  const documents = formats.map((one) => documentOf(bom, one, specVersion));
  const [first] = documents;
  // Read back by the reader that judges everybody's.
  const said = first && readSbom(first.predicateType, first.content);
  const { components, truth, gaps } = bom;
  const line = {
    artifact: artifact.name,
    components: components.length,
    ...(said && components.length > 0 && { fields: minimumElements(said).share }),
    ...(truth && { truth }),
    paths: [],
    gaps: gaps.length,
  };
  return {
    artifact,
    documents,
    line,
    gaps: gaps.map(({ at, message }) => ({ at: workshop.inWorkspace(at), message })),
  };
}

const endings: Readonly<Record<SbomFormat, string>> = { cyclonedx: '.cdx.json', spdx: '.spdx.json' };

/** Writes the documents, each named like its artifact. Throws `CUSTODY-906`. */
export async function writeSbom(made: MadeSbom, folder: string, { wire }: Context): Promise<MadeSbom> {
  const { write } = await wire.namedFiles();
  const paths: string[] = [];
  for (const { format, bytes } of made.documents) {
    const path = `${folder}/${made.artifact.name}${endings[format]}`;
    await write(path, bytes);
    paths.push(path);
  }
  return { ...made, line: { ...made.line, paths } };
}

function verdictOf(artifact: Artifact, line: SbomLine) {
  return {
    artifact,
    status: 'pass' as const,
    findings: [
      {
        rule: 'sbom',
        status: 'pass' as const,
        subject: artifact.name,
        message: sbomWords(line),
        weighed: [],
      },
    ] as const,
  };
}

function distinct<Value extends object>(values: readonly Value[]): readonly Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
