/**
 * OpenVEX 0.2.0 (https://github.com/openvex/spec, OPENVEX-SPEC.md and openvex_json_schema.json); what an attestation's
 * subject means for it: ATTESTING.md.
 */
import { type PackageUrl, type VexStatement, vexStatuses } from '../model/vulnerability.ts';
import { splitPackageUrl } from './package-url.ts';
import {
  allowOnly,
  at,
  isGiven,
  listOf,
  type Member,
  malformed,
  numberOf,
  oneOf,
  optional,
  optionalListOf,
  textOf,
  textOrNothing,
  timeOf,
} from './predicate.ts';
import { digestsOfProduct } from './product.ts';

export const OPENVEX_TYPES = ['https://openvex.dev/ns', 'https://openvex.dev/ns/v0.2.0'] as const;

const justifications = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
];

const documentMembers = [
  'role',
  'last_updated',
  'tooling',
  '@context',
  '@id',
  'author',
  'timestamp',
  'version',
  'statements',
];
const statementMembers = [
  ...[
    '@id',
    'version',
    'vulnerability',
    'timestamp',
    'last_updated',
    'products',
    'status',
    'supplier',
    'status_notes',
  ],
  ...['justification', 'impact_statement', 'action_statement', 'action_statement_timestamp'],
];
const componentMembers = ['@id', 'identifiers', 'hashes'];

/** @throws Fault `CUSTODY-408` naming the member that does not follow the specification */
export function readOpenVex(document: Member): readonly VexStatement[] {
  allowOnly(document, documentMembers);
  oneOf(at(document, '@context'), OPENVEX_TYPES);
  textOf(at(document, '@id'));
  textOf(at(document, 'author'));
  if (numberOf(at(document, 'version')) < 1) throw malformed(at(document, 'version'), 'is less than 1');
  const issued = timeOf(at(document, 'timestamp'));
  const statements = listOf(at(document, 'statements'));
  if (statements.length === 0) throw malformed(at(document, 'statements'), 'is empty');
  return statements.flatMap((statement) => statementsOf(statement, issued));
}

/** One for each product that it lists: packages belong to their product. */
function statementsOf(statement: Member, issued: Date): readonly VexStatement[] {
  allowOnly(statement, statementMembers);
  const vulnerability = at(statement, 'vulnerability');
  const names = [
    textOf(at(vulnerability, 'name')),
    ...optionalListOf(at(vulnerability, 'aliases')).map(textOf),
  ];
  const time = optional(at(statement, 'timestamp'), timeOf) ?? issued;
  const said = { names, status: statusOf(statement), at: time };
  const products = optional(at(statement, 'products'), listOf);
  return products ? products.map((product) => ({ ...said, ...scopeOf(product) })) : [said];
}

function statusOf(statement: Member): VexStatement['status'] {
  const status = oneOf(at(statement, 'status'), vexStatuses);
  optional(at(statement, 'justification'), (found) => oneOf(found, justifications));
  const reasons = ['justification', 'impact_statement'].map((key) => at(statement, key));
  if (status === 'not_affected' && !reasons.some(isGiven))
    throw malformed(at(statement, 'justification'), 'is missing');
  for (const reason of reasons) optional(reason, textOf);
  if (status === 'affected') textOf(at(statement, 'action_statement'));
  return status;
}

function scopeOf(product: Member): Pick<VexStatement, 'product' | 'packages'> {
  allowOnly(product, [...componentMembers, 'subcomponents']);
  const parts = optionalListOf(at(product, 'subcomponents'));
  const packages = parts.flatMap(packageOf);
  return { product: digestsOfProduct(product), ...(parts.length > 0 && { packages }) };
}

/** None for a part that no package URL names: what is said of it is said of nothing that a scan can name. */
function packageOf(part: Member): readonly PackageUrl[] {
  allowOnly(part, componentMembers);
  const texts = [at(part, 'identifiers', 'purl'), at(part, '@id')].map(textOrNothing);
  return texts.flatMap((text) => splitPackageUrl(text) ?? []).slice(0, 1);
}
