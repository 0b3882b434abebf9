/**
 * The JSON Schema of the policy file, for editors. Draft-07: what their YAML servers know wholly. Every policy that the
 * reader takes fits it; the reader sees more.
 */
import { policyFile } from './fields.ts';
import type { Schema } from './kinds.ts';

/** Where editors fetch it. */
export const POLICY_SCHEMA =
  'https://raw.githubusercontent.com/custody-actions/custody/main/schema/policy.v1.schema.json';

export const policySchema: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: POLICY_SCHEMA,
  title: 'Custody policy, version 1',
  ...policyFile.schema,
};
