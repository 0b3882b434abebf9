/** The JSON Schema (draft 2020-12) of a report; written to schema/ by the generator. */
import { codes } from '../model/codes.ts';
import { methods } from '../model/inventory.ts';
import { REPORT_SCHEMA } from './json.ts';

export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const texts = list(text);
const whole: Schema = { type: 'integer', minimum: 0 };
const status: Schema = { enum: ['pass', 'fail', 'unknown'] };
const code: Schema = { enum: Object.keys(codes) };
const hexadecimal = (length: number): Schema => ({ type: 'string', pattern: `^[0-9a-f]{${length}}$` });

const artifact = object({
  name: text,
  digests: object({ sha256: hexadecimal(64) }, { sha384: hexadecimal(96), sha512: hexadecimal(128) }),
  size: whole,
});

const signer = object({
  identity: text,
  issuer: text,
  sourceRepository: text,
  sourceRepositoryId: text,
  sourceOwnerId: text,
  sourceRef: text,
  sourceCommit: text,
  buildConfigUri: text,
  runUrl: text,
  runner: text,
  signedAt: { type: 'string', format: 'date-time' },
});

const refusal = object({ code, message: text, hint: text }, { expected: text, found: text });

const weighed: Schema = {
  oneOf: [
    object(
      { outcome: { const: 'satisfies' }, origin: text, bundle: hexadecimal(64), signer },
      { remarks: texts, level: { enum: [1, 2, 3] } },
    ),
    object({ outcome: { const: 'refused' }, origin: text, refusal }),
    object({ outcome: { const: 'unreadable' }, origin: text, code, message: text, hint: text }),
    object(
      { outcome: { const: 'undecided' }, origin: text, code, message: text, hint: text },
      { signer, document: object({ sha256: hexadecimal(64), size: whole }, { location: text }) },
    ),
  ],
};

const place = object({ file: text }, { line: whole, column: whole });

const exception = object({
  at: place,
  until: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
  reason: text,
  owner: text,
  approvedBy: list(whole),
});

const finding = object(
  { rule: text, status, subject: text, message: text, weighed: list(weighed) },
  { at: place, exception, code, expected: text, found: text, hint: text },
);

const policy = object({ uri: text, sha256: hexadecimal(64) });

const sealed = object({
  keys: list(hexadecimal(64)),
  predicateType: text,
  bundles: texts,
  urls: texts,
  reused: { type: 'boolean' },
  instance: text,
});

const share: Schema = { type: 'number', minimum: 0, maximum: 1 };

const sbom = object(
  { artifact: text, components: whole, paths: texts, gaps: whole },
  {
    fields: share,
    truth: object({ precision: share, recall: share, opaque: share, methods: list({ enum: [...methods] }) }),
  },
);

/** Closed: a field that it does not know is an error in the report. */
export const reportSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: REPORT_SCHEMA,
  title: 'Custody report, version 1',
  ...object(
    {
      schema: { const: REPORT_SCHEMA },
      version: { const: 1 },
      verb: text,
      status,
      verdicts: list(object({ artifact, status, findings: { ...list(finding), minItems: 1 } }, { policy })),
      notices: texts,
    },
    {
      onFail: { enum: ['set-aside', 'report'] },
      sealed,
      sboms: list(sbom),
      warnings: list(object({ at: place, message: text })),
      repeat: text,
    },
  ),
};

/** Closed: no property but these. */
export function object(required: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

/** Of any length. */
export function list(items: Schema): Schema {
  return { type: 'array', items };
}
