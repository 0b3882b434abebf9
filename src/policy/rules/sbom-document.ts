/**
 * The document of an SBOM that is attested by reference: it takes the place of the reference once its bytes are those that
 * were signed, and is then judged like any other (trust rules T1, T21, T22).
 */
import { parseJsonObject } from '../../formats/json.ts';
import { sha256 } from '../../formats/peek.ts';
import { REFERENCE_TYPE, readReference } from '../../formats/reference.ts';
import { formatIn, sbomTypes } from '../../formats/sbom.ts';
import type { Objection } from '../../model/evidence.ts';
import { Fault } from '../../model/fault.ts';
import type { Finding } from '../../model/finding.ts';
import type { Reference } from '../../model/reference.ts';
import type { Requirement } from '../../model/requirement.ts';
import type { JsonObject } from '../../model/statement.ts';
import type { Require } from '../policy.ts';

type Formats = NonNullable<Require['sbom']>['formats'];

/** By `keyOf` a reference: what was found for it, whatever it is, or why nothing was. */
export type Documents = ReadonlyMap<string, Uint8Array | Fault>;

/** The same for two references that are found in the same way. */
export function keyOf({ sha256: digest, size, location = '' }: Reference): string {
  return `${digest} ${size} ${location}`;
}

/** The references for which `documentIn` lacked a document, none twice: proven, and of no requirement that is met anyway. */
export function documentsToFind(findings: readonly Finding[]): readonly Reference[] {
  const lacking = findings
    .filter(({ status }) => status !== 'pass')
    .flatMap(({ weighed }) => weighed)
    .flatMap((one) => (one.outcome === 'undecided' && one.document ? [one.document] : []));
  return [...new Map(lacking.map((reference) => [keyOf(reference), reference])).values()];
}

/** @param documents first none, then those of `documentsToFind` */
export function documentIn(documents: Documents, formats: Formats): NonNullable<Requirement['resolve']> {
  return (evidence) => {
    if (evidence.predicateType !== REFERENCE_TYPE) return evidence;
    const reference = readReference(evidence.predicate);
    if (reference === undefined)
      return ofNoSbom(formats, 'a reference that does not name one document by SHA-256 and size');
    const bytes = documents.get(keyOf(reference));
    if (bytes === undefined || bytes instanceof Fault) return notAtHand(reference, bytes);
    const digest = once(digests, bytes, () => sha256(bytes));
    if (digest !== reference.sha256 || bytes.length !== reference.size)
      return otherBytes(reference, `sha256:${digest} of ${bytes.length} bytes`);
    const document = once(parsed, bytes, () => parse(bytes));
    if (document instanceof Fault) return notJson(document, formats);
    const format = formatIn(document);
    if (format === undefined || !formats.includes(format))
      return ofNoSbom(formats, format === undefined ? 'a document that is none' : sbomTypes[format][0]);
    return { ...evidence, predicateType: sbomTypes[format][0], predicate: document };
  };
}

// A statement about many artifacts has one document, which is hashed and read once, not once for each of them.
const digests = new WeakMap<Uint8Array, string>();
const parsed = new WeakMap<Uint8Array, JsonObject | Fault>();

function once<Value>(known: WeakMap<Uint8Array, Value>, bytes: Uint8Array, make: () => Value): Value {
  const value = known.get(bytes) ?? make();
  known.set(bytes, value);
  return value;
}

function parse(bytes: Uint8Array): JsonObject | Fault {
  try {
    return parseJsonObject(bytes, 'the document that the evidence refers to');
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

/** Whole and as it was signed, it is no SBOM; past a limit, nobody knows what it is. */
function notJson(fault: Fault, formats: Formats): Objection {
  if (fault.code !== 'CUSTODY-406') throw fault;
  return ofNoSbom(formats, fault.message);
}

function notAtHand(document: Reference, fault: Fault | undefined): Objection {
  const { code = 'CUSTODY-402', hint = 'Give its file with `sboms`.' } = fault ?? {};
  const reason = fault?.message ?? 'nobody looked for it';
  const message = `the SBOM sha256:${document.sha256} of ${document.size} bytes, which the evidence refers to, is not at hand: ${reason}`;
  return { outcome: 'undecided', code, message, hint, document };
}

function otherBytes({ sha256: digest, size }: Reference, found: string): Objection {
  const hint = 'Have the very file that was attested put there, or give it with `sboms`.';
  return {
    outcome: 'refused',
    refusal: {
      code: 'CUSTODY-528',
      message: 'the document at hand is not the one that the evidence refers to',
      expected: `sha256:${digest} of ${size} bytes`,
      found,
      hint,
    },
  };
}

function ofNoSbom(formats: Formats, found: string): Objection {
  const expected = formats.map((format) => sbomTypes[format][0]).join(' or ');
  const hint = 'Seal the artifact with an SBOM in one of these formats.';
  return {
    outcome: 'refused',
    refusal: { code: 'CUSTODY-430', message: 'the evidence refers to no such SBOM', expected, found, hint },
  };
}
