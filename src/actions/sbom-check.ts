/** `sbom check`: an SBOM that anybody made, held against the artifact that it is said to be of. */
import { resolve } from 'node:path';
import { parseJsonObject } from '../formats/json.ts';
import { formatIn, readSbom, type SbomFormat, sbomTypes } from '../formats/sbom.ts';
import type { Context, Outcome } from '../kit/define.ts';
import { Fault } from '../model/fault.ts';
import type { Finding } from '../model/finding.ts';
import { limits } from '../model/limits.ts';
import type { JsonObject } from '../model/statement.ts';
import type { Artifact } from '../model/subject.ts';
import { overall } from '../model/verdict.ts';
import { share } from '../report/sbom.ts';
import { checkSbom, type Miss, type SbomCheck } from '../sbom/check.ts';
import { stockOf } from '../sbom/make.ts';
import { openWorkshop } from './sbom-make.ts';

export interface CheckInputs {
  readonly files: readonly string[];
  readonly artifact: string | undefined;
  readonly base: string | undefined;
  readonly lockfiles: readonly string[];
  readonly author: string | undefined;
  readonly precision: string;
  readonly recall: string;
  readonly fields: string;
  readonly json: string | undefined;
}

export async function checkOne(inputs: CheckInputs, context: Context): Promise<Outcome<'sbomPaths'>> {
  const { wire, environment } = context;
  const [path, ...more] = inputs.files;
  if (path === undefined || more.length > 0 || inputs.artifact === undefined) throw wrongWords();
  if (inputs.json !== undefined) await wire.clearReport(inputs.json);
  const base = resolve(inputs.base ?? environment.workspace);
  const files = await wire.files();
  const [artifact] = await files.artifacts({ patterns: [inputs.artifact], base, most: 1 }, [
    'sha256',
    'sha384',
    'sha512',
  ]);
  const document = await readDocument(path, context);
  const workshop = await openWorkshop(base, inputs, context);
  const { stock } = await stockOf(await workshop.fileOf(artifact), workshop);
  const check = checkSbom(readSbom(sbomTypes[formatOf(document)][0], document), stock, artifact.digests);
  const findings = findingsOf(check, artifact, inputs);
  const verdict = { artifact, status: overall(findings.map(({ status }) => status)), findings };
  const { listed, fields, truth, misses } = check;
  const line = {
    artifact: artifact.name,
    components: listed,
    fields: fields.share,
    truth,
    paths: [path],
    gaps: misses.length,
  };
  const report = {
    verb: 'sbom',
    status: verdict.status,
    verdicts: [verdict],
    sboms: [line],
    notices: noticesOf(misses),
  };
  if (inputs.json !== undefined) await wire.writeReport(inputs.json, report);
  return { report, outputs: { sbomPaths: path } };
}

/** @throws Fault `CUSTODY-201`, `-203` to `-205`, `-404`, `-406` */
export async function readDocument(path: string, context: Context): Promise<JsonObject> {
  return parseJsonObject(await documentBytes(path, context), path);
}

/** @throws Fault `CUSTODY-201`, `-203` to `-205`, `-404` */
export async function documentBytes(path: string, { wire }: Context): Promise<Uint8Array> {
  const { read } = await wire.namedFiles();
  const bytes = await read(path, limits.sbomBytes);
  if (bytes) return bytes;
  throw new Fault('CUSTODY-201', `no SBOM stands at ${path}`, { hint: 'Name the file of the SBOM.' });
}

/** By what the document says of itself; what says nothing is refused by the reader of the other. */
export function formatOf(document: JsonObject): SbomFormat {
  return formatIn(document) ?? 'cyclonedx';
}

function findingsOf(
  { product, truth, fields, misses }: SbomCheck,
  artifact: Artifact,
  inputs: CheckInputs,
): readonly [Finding, ...Finding[]] {
  const atLeast = (rule: 'precision' | 'recall' | 'fields', value: number, hint: string): Finding => {
    const least = Number(inputs[rule]);
    const ok = value >= least - Number.EPSILON * 8;
    const message = `${rule} ${share(value)}`;
    const base = { rule, subject: artifact.name, message, weighed: [] } as const;
    if (ok) return { ...base, status: 'pass' };
    return {
      ...base,
      status: 'fail',
      code: rule === 'fields' ? 'CUSTODY-526' : 'CUSTODY-529',
      expected: `at least ${least}`,
      found: share(value),
      hint,
    };
  };
  return [
    productFinding(product, artifact),
    atLeast('precision', truth.precision, told(misses, 'unproven', 'Nothing in the artifact shows these')),
    atLeast(
      'recall',
      truth.recall,
      told(misses, 'unlisted', 'The artifact shows these and the SBOM lists none of them'),
    ),
    atLeast(
      'fields',
      fields.share,
      `Filled least of all: the ${fields.worst.name}, ${share(fields.worst.share)}.`,
    ),
  ];
}

function productFinding(product: SbomCheck['product'], { name }: Artifact): Finding {
  const base = { rule: 'product', subject: name, weighed: [] } as const;
  if (product !== 'other') {
    const says =
      product === 'same' ? 'states the digests of this artifact' : 'states no digest of its product';
    return { ...base, status: 'pass', message: `the SBOM ${says}` };
  }
  return {
    ...base,
    status: 'fail',
    code: 'CUSTODY-528',
    message: 'the SBOM states the digests of another artifact',
    hint: 'Give the artifact that it was made of, or make one of this artifact.',
  };
}

/** Shown in a hint; the JSON report has no more room for them than a log. */
const shown = 20;

function told(misses: readonly Miss[], kind: Miss['kind'], words: string): string {
  const names = misses.filter((miss) => miss.kind === kind).map(({ what }) => what);
  if (names.length === 0)
    return 'The bytes that are owed to nobody count against it: make the SBOM with what the build has at hand.';
  const more = names.length - shown;
  return [`${words}:`, ...names.slice(0, shown), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

function noticesOf(misses: readonly Miss[]): readonly string[] {
  const more = misses.length - shown;
  return [
    ...misses.slice(0, shown).map(({ kind, what, why }) => `${kind}: ${what}. ${why}`),
    ...(more > 0 ? [`${more} more are unproven or unlisted.`] : []),
  ];
}

function wrongWords(): Fault {
  return new Fault('CUSTODY-103', '`custody sbom check` takes one SBOM and `--artifact`', {
    hint: 'Write `custody sbom check app.cdx.json --artifact dist/app.tgz`.',
  });
}
