/** The SBOMs of a seal: made or checked before anything is signed, named by the provenance, attested after it. */
import { basename, resolve } from 'node:path';
import { type Byproduct, digestOf } from '../formats/byproducts.ts';
import { canonicalJson } from '../formats/jcs.ts';
import { parseJsonObject } from '../formats/json.ts';
import { strongDigests } from '../formats/peek.ts';
import { readSbom, sbomTypes } from '../formats/sbom.ts';
import type { Context } from '../kit/define.ts';
import type { ValuesOf } from '../kit/inputs.ts';
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import type { Sbom } from '../model/sbom.ts';
import type { Artifact } from '../model/subject.ts';
import type { Truth } from '../model/truth.ts';
import { checkSbom } from '../sbom/check.ts';
import { stockOf } from '../sbom/make.ts';
import { isReferred, sbomStatement } from '../statements/sbom.ts';
import { type SealPorts, type SealResult, sealStatement } from '../statements/seal.ts';
import { documentBytes, formatOf } from './sbom-check.ts';
import { type MadeSbom, makeSbom, type OpenWorkshop, openWorkshop, writeSbom } from './sbom-make.ts';
import type { sbomInputs } from './seal-sbom-inputs.ts';

type SbomValues = ValuesOf<typeof sbomInputs>;
type Artifacts = readonly [Artifact, ...Artifact[]];
type Tell = (notice: string) => void;

/**
 * Made and written, or read and checked.
 * @throws Fault `CUSTODY-410`, `-404` for what cannot be looked into, where it was asked for; `-411` for a given SBOM
 */
export async function sbomsOf(
  artifacts: Artifacts,
  base: string,
  inputs: SbomValues,
  context: Context,
  tell: Tell,
): Promise<readonly MadeSbom[]> {
  const { sbom, sbomFolder } = inputs;
  const automatic = sbom === 'auto';
  const workshop = await openWorkshop(resolve(base), { ...inputs, author: undefined }, context);
  if (!automatic && !isFormat(sbom)) return [await givenSbom(artifacts, sbom, workshop, context, tell)];
  if (artifacts.length > limits.sboms) throw tooMany(artifacts.length);
  const format = isFormat(sbom) ? sbom : 'cyclonedx';
  const made: MadeSbom[] = [];
  for (const artifact of artifacts) {
    const one = async () => {
      const taken = await stockOf(await workshop.fileOf(artifact), workshop);
      const { stock } = taken;
      const isKnown = stock.root !== undefined || stock.known.length > 0;
      return automatic && !isKnown
        ? undefined
        : makeSbom(artifact, taken, workshop, { format, specVersion: '1.6' });
    };
    const found = await (automatic ? one().catch((error: unknown) => told(error, artifact, tell)) : one());
    if (found) made.push(await writeSbom(found, sbomFolder, context));
  }
  return made;
}

function isFormat(text: string): text is 'cyclonedx' | 'spdx' | 'both' {
  return ['cyclonedx', 'spdx', 'both'].includes(text);
}

/** Nobody asked for this SBOM by name: what stands in its way is told, and the file is sealed without. */
function told(error: unknown, { name }: Artifact, tell: Tell): undefined {
  if (!(error instanceof Fault) || !['CUSTODY-404', 'CUSTODY-410'].includes(error.code)) throw error;
  tell(
    `No SBOM was made of \`${name}\`: ${error.code} ${error.message}. Write \`sbom: none\` to leave it out.`,
  );
  return undefined;
}

async function givenSbom(
  artifacts: Artifacts,
  path: string,
  workshop: OpenWorkshop,
  context: Context,
  tell: Tell,
): Promise<MadeSbom> {
  const [artifact, ...more] = artifacts;
  if (more.length > 0)
    throw refused(`${path} cannot be of ${artifacts.length} files`, 'Seal each file with its own SBOM.');
  const bytes = await documentBytes(path, context);
  const content = parseJsonObject(bytes, path);
  const format = formatOf(content);
  const predicateType = sbomTypes[format][0];
  const sbom = readSbom(predicateType, content);
  const file = await workshop.fileOf(artifact);
  const { stock } = await stockOf(file, workshop);
  const check = checkSbom(sbom, stock, strongDigests(file.bytes));
  const { listed, fields, truth, product, misses } = check;
  if (product === 'unstated') {
    tell(
      `${path} does not state the digest of \`${artifact.name}\`: a policy takes it with \`bound: false\` alone.`,
    );
  }
  if (product === 'other') {
    throw refused(
      `${path} states the digests of another artifact than ${artifact.name}`,
      'Make it again from this very file.',
    );
  }
  const better = betterThan(sbom.stated, truth);
  if (better !== undefined)
    throw refused(
      `${path} states ${better} than it has for ${artifact.name}`,
      'Take the figures out of it, or have `seal` make it: they are what a policy goes by.',
    );
  const document = {
    format,
    predicateType,
    content,
    bytes: canonicalJson(content),
    sha256: digestOf(content),
    file: bytes,
  };
  const line = {
    artifact: artifact.name,
    components: listed,
    fields: fields.share,
    truth,
    paths: [path],
    gaps: misses.length,
  };
  return { artifact, documents: [document], line, gaps: [] };
}

/** What it says of its own truth would be signed, and is never better than what is found. */
function betterThan(
  { precision = 0, recall = 0, opaque = 1 }: Sbom['stated'],
  truth: Truth,
): string | undefined {
  if (precision > truth.precision) return `a better precision (${precision})`;
  if (recall > truth.recall) return `a better recall (${recall})`;
  return opaque < truth.opaque ? `fewer opaque bytes (${opaque})` : undefined;
}

function refused(message: string, hint: string): Fault {
  return new Fault('CUSTODY-411', message, { hint });
}

function tooMany(found: number): Fault {
  return new Fault(
    'CUSTODY-206',
    `SBOMs are made of at most ${limits.sboms} files in one step, and there are ${found}`,
    {
      hint: 'Seal them in several steps, or write `sbom: none`.',
    },
  );
}

const mediaTypes = { cyclonedx: 'application/vnd.cyclonedx+json', spdx: 'application/spdx+json' } as const;

/** What the provenance names, by artifact. */
export function byproductsOf(sboms: readonly MadeSbom[]): ReadonlyMap<string, readonly Byproduct[]> {
  return new Map(
    sboms.map(({ artifact, documents }) => [
      artifact.name,
      documents.map(({ format, sha256 }) => ({
        name: `SBOM of ${artifact.name}`,
        mediaType: mediaTypes[format],
        sha256,
      })),
    ]),
  );
}

/**
 * One statement for each document, by the same ceremony and the same certificate as the provenance.
 *
 * @param tell told of each that is too large for a bundle, and where verifiers look for it
 */
export async function sealSboms(
  sboms: readonly MadeSbom[],
  inputs: SbomValues,
  server: string,
  ports: SealPorts,
  tell: Tell,
): Promise<readonly SealResult[]> {
  const results: SealResult[] = [];
  const { jobWorkflowRef } = await ports.signer.identify();
  for (const { artifact, documents, line } of sboms) {
    for (const [index, document] of documents.entries()) {
      const name = line.paths[index] ?? artifact.name;
      const location = locationOf(name, inputs);
      const words = { attester: `${server}/${jobWorkflowRef}`, name, ...(location && { location }) };
      if (isReferred(document)) tell(referred(name, location));
      const described = { ...document, mediaType: mediaTypes[document.format] };
      results.push(await sealStatement(sbomStatement(artifact, described, words), [artifact], server, ports));
    }
  }
  return results;
}

/** Below the folder's address as below the folder itself; one that was made elsewhere has its name alone. */
function locationOf(path: string, { sbomFolder, sbomLocation }: SbomValues): string | undefined {
  if (sbomLocation === undefined) return undefined;
  const below = `${sbomFolder}/`;
  const name = path.startsWith(below) ? path.slice(below.length) : basename(path);
  return `${sbomLocation.replace(/\/$/, '')}/${name.split('/').map(encodeURIComponent).join('/')}`;
}

function referred(name: string, location: string | undefined): string {
  const where = location === undefined ? 'Hand it on with the file' : `Put it at ${location}, byte for byte`;
  const who = location === undefined ? 'verifiers need it' : 'verifiers fetch it from there, or have it';
  return `\`${name}\` is too large for a bundle and was attested by its digest. ${where}: ${who} by \`sboms\`.`;
}

export function warningsOf(sboms: readonly MadeSbom[]): MadeSbom['gaps'] {
  const gaps = sboms.flatMap((one) => one.gaps);
  return [...new Map(gaps.map((gap) => [JSON.stringify(gap), gap])).values()];
}
