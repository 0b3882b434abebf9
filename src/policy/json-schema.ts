/**
 * The JSON Schemas of the policy file and of its cases, for editors. Draft-07: what their YAML servers know wholly. Every
 * file that the reader takes fits; the reader sees more.
 */
import { caseFile } from './cases/case.ts';
import { policyFile } from './fields.ts';
import type { Schema } from './kinds.ts';

/** Where editors fetch it. */
export const POLICY_SCHEMA = placeOf('policy.v1');
/** Where editors fetch that of a case. */
export const CASE_SCHEMA = placeOf('policy-case.v1');

export const policySchema = schema(POLICY_SCHEMA, 'Custody policy, version 1', policyFile.schema);
export const caseSchema = schema(CASE_SCHEMA, 'Case of a Custody policy, version 1', caseFile.schema);

function placeOf(name: string): string {
  return `https://raw.githubusercontent.com/custody-actions/custody/main/schema/${name}.schema.json`;
}

function schema($id: string, title: string, content: Schema): Schema {
  return { $schema: 'http://json-schema.org/draft-07/schema#', $id, title, ...content };
}
