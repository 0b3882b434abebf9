/** `sbom diff`: what two SBOMs differ in. */
import { packageOf } from '../formats/purl-of.ts';
import { readSbom, sbomTypes } from '../formats/sbom.ts';
import type { Context } from '../kit/define.ts';
import { Fault } from '../model/fault.ts';
import type { SbomComponent } from '../model/sbom.ts';
import type { Answer } from '../report/answer.ts';
import { sbomDiffLines, sbomDiffMarkdown } from '../report/sbom-diff.ts';
import { sbomDiffJson } from '../report/sbom-diff-json.ts';
import { type Component, diffComponents } from '../sbom/diff.ts';
import { formatOf, readDocument } from './sbom-check.ts';
import type { SealedValues } from './sealed-inputs.ts';
import { digestIn, sealedSbom } from './sealed-sbom.ts';

export interface DiffInputs extends SealedValues {
  readonly files: readonly string[];
  readonly print: 'table' | 'markdown' | 'json';
}

/** That they differ is an answer, not a failure. */
export async function diffTwo(inputs: DiffInputs, context: Context): Promise<Answer> {
  const { files, print } = inputs;
  const [before, after, ...more] = files;
  if (before === undefined || after === undefined || more.length > 0) throw wrongWords();
  const diff = diffComponents(
    await componentsOf(before, inputs, context),
    await componentsOf(after, inputs, context),
  );
  switch (print) {
    case 'json':
      return { status: 'pass', lines: [sbomDiffJson(diff)] };
    case 'markdown':
      return { status: 'pass', lines: sbomDiffMarkdown(diff).split('\n') };
    case 'table':
      return { status: 'pass', lines: sbomDiffLines(diff) };
  }
}

/** @param word path of an SBOM, or the digest of something sealed */
async function componentsOf(
  word: string,
  inputs: SealedValues,
  context: Context,
): Promise<readonly Component[]> {
  const sha256 = digestIn(word);
  const document =
    sha256 === undefined
      ? await readDocument(word, context)
      : (await sealedSbom(sha256, inputs, context)).predicate;
  return readSbom(sbomTypes[formatOf(document)][0], document).components.map(componentOf);
}

/** By its package URL where it has one: names alone are the same in several ecosystems. */
function componentOf({ name, version, identifier, licence }: SbomComponent): Component {
  const named = packageOf(identifier) ?? { type: '', name, version };
  return { ...named, version: named.version || version, ...(licence && { licence }) };
}

function wrongWords(): Fault {
  return new Fault('CUSTODY-103', '`custody sbom diff` takes two SBOMs', {
    hint: 'Write `custody sbom diff old.cdx.json new.cdx.json`, or two digests `sha256:…` of what was sealed.',
  });
}
