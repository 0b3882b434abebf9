/** The JSON Schema (draft 2020-12) of what differs between two SBOMs; written to schema/ by the generator. */
import { list, object, type Schema, text, texts } from './json-schema.ts';
import { SBOM_DIFF_SCHEMA } from './sbom-diff-json.ts';

const named = { type: text, name: text };
const release = { version: text, licences: texts };
const listed = list(object({ ...named, ...release }));
const change = { ...named, from: object(release), to: object(release) };

/** Closed: a field that it does not know is an error in the JSON. */
export const sbomDiffSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: SBOM_DIFF_SCHEMA,
  title: 'Custody SBOM diff, version 1',
  ...object({
    schema: { const: SBOM_DIFF_SCHEMA },
    version: { const: 1 },
    added: listed,
    removed: listed,
    changed: list(object({ ...change, direction: { enum: ['upgraded', 'downgraded', 'other'] } })),
    licences: list(object(change)),
  }),
};
