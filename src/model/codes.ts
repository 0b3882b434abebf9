/**
 * Every code that a user can meet, declared once. A `fault` says that Custody could not decide; a `refusal` says
 * why one piece of evidence, or one artifact, was decided against. docs/errors/ holds a page for each.
 */
interface CodeEntry {
  readonly kind: 'fault' | 'refusal';
  readonly title: string;
}

export const codes = {
  'CUSTODY-101': { kind: 'fault', title: 'A required input is missing' },
  'CUSTODY-102': { kind: 'fault', title: 'An input has a value that cannot be used' },
  'CUSTODY-103': { kind: 'fault', title: 'Inputs that exclude or need each other' },
  'CUSTODY-104': { kind: 'fault', title: 'An unknown verb or option' },
  'CUSTODY-105': { kind: 'fault', title: 'A choice that is not built yet' },
  'CUSTODY-110': { kind: 'fault', title: 'Verification without an expected identity' },
  'CUSTODY-201': { kind: 'fault', title: 'No file matches' },
  'CUSTODY-202': { kind: 'fault', title: 'A path leaves its base folder' },
  'CUSTODY-203': { kind: 'fault', title: 'A file changed while it was read' },
  'CUSTODY-204': { kind: 'fault', title: 'Not a regular file' },
  'CUSTODY-205': { kind: 'fault', title: 'A file cannot be read' },
  'CUSTODY-206': { kind: 'fault', title: 'Too many files' },
  'CUSTODY-207': { kind: 'fault', title: 'Two files would have the same name' },
  'CUSTODY-208': { kind: 'fault', title: 'A name that cannot be a subject name' },
  'CUSTODY-301': { kind: 'fault', title: 'No OIDC token can be requested' },
  'CUSTODY-302': { kind: 'fault', title: 'The OIDC token is not acceptable' },
  'CUSTODY-303': { kind: 'fault', title: 'Private names would enter a public log' },
  'CUSTODY-304': { kind: 'fault', title: 'The certificate authority did not issue a certificate' },
  'CUSTODY-305': { kind: 'fault', title: 'The timestamp authority did not issue a timestamp' },
  'CUSTODY-306': { kind: 'fault', title: 'The transparency log did not accept the entry' },
  'CUSTODY-307': { kind: 'fault', title: 'The signing configuration cannot be used' },
  'CUSTODY-308': { kind: 'fault', title: 'What was stored does not verify' },
  'CUSTODY-309': { kind: 'fault', title: 'The evidence could not be stored' },
  'CUSTODY-310': { kind: 'fault', title: 'GitHub keeps no attestations for this repository' },
  'CUSTODY-401': { kind: 'refusal', title: 'No evidence' },
  'CUSTODY-402': { kind: 'fault', title: 'Evidence could not be read' },
  'CUSTODY-403': { kind: 'fault', title: 'A bundle that is not a Sigstore bundle' },
  'CUSTODY-404': { kind: 'fault', title: 'A limit was passed' },
  'CUSTODY-405': { kind: 'fault', title: 'The trusted root cannot be used' },
  'CUSTODY-406': { kind: 'fault', title: 'JSON that is not acceptable' },
  'CUSTODY-407': { kind: 'fault', title: 'A signed payload that is not an in-toto Statement v1' },
  'CUSTODY-408': { kind: 'fault', title: 'A predicate that does not follow its specification' },
  'CUSTODY-409': { kind: 'fault', title: 'Evidence or its data is too old' },
  'CUSTODY-410': { kind: 'fault', title: 'A file that cannot be taken stock of' },
  'CUSTODY-411': { kind: 'fault', title: 'An SBOM that cannot be sealed' },
  'CUSTODY-421': { kind: 'refusal', title: 'The signature does not verify' },
  'CUSTODY-422': { kind: 'refusal', title: 'The certificate is not trusted' },
  'CUSTODY-423': { kind: 'refusal', title: 'The certificate does not state one clear identity' },
  'CUSTODY-424': { kind: 'refusal', title: 'The certificate was not logged' },
  'CUSTODY-425': { kind: 'refusal', title: 'No trusted time' },
  'CUSTODY-426': { kind: 'refusal', title: 'The transparency log entry does not verify' },
  'CUSTODY-427': { kind: 'refusal', title: 'The log entry is about another signature' },
  'CUSTODY-428': { kind: 'refusal', title: 'The envelope does not carry an in-toto statement' },
  'CUSTODY-429': { kind: 'refusal', title: 'The statement is not about this artifact' },
  'CUSTODY-430': { kind: 'refusal', title: 'Another predicate type' },
  'CUSTODY-431': { kind: 'refusal', title: 'Another issuer' },
  'CUSTODY-432': { kind: 'refusal', title: 'Another signer' },
  'CUSTODY-433': { kind: 'refusal', title: 'Another source repository' },
  'CUSTODY-434': { kind: 'refusal', title: 'Another source ref' },
  'CUSTODY-435': { kind: 'refusal', title: 'Never a release identity' },
  'CUSTODY-436': { kind: 'refusal', title: 'The signer is not bound to the source' },
  'CUSTODY-437': { kind: 'refusal', title: 'Certificate and predicate disagree' },
  'CUSTODY-438': { kind: 'refusal', title: 'Provenance that cannot be compared' },
  'CUSTODY-439': { kind: 'refusal', title: 'Another kind of runner' },
  'CUSTODY-440': { kind: 'refusal', title: 'Too few distinct signers' },
  'CUSTODY-501': { kind: 'fault', title: 'A policy that cannot be read' },
  'CUSTODY-502': { kind: 'fault', title: 'An error in a policy' },
  'CUSTODY-503': { kind: 'fault', title: 'A part of a policy that is not built yet' },
  'CUSTODY-504': { kind: 'fault', title: 'The policy cannot be fetched' },
  'CUSTODY-505': { kind: 'fault', title: 'The policy has expired' },
  'CUSTODY-506': { kind: 'fault', title: 'A rule of the policy could not be evaluated' },
  'CUSTODY-507': { kind: 'fault', title: 'What became of the run could not be asked' },
  'CUSTODY-508': { kind: 'fault', title: 'A case of the policy cannot be used' },
  'CUSTODY-520': { kind: 'refusal', title: 'Not covered by the policy' },
  'CUSTODY-521': { kind: 'refusal', title: 'The build level is too low' },
  'CUSTODY-522': { kind: 'refusal', title: 'The run did not succeed' },
  'CUSTODY-523': { kind: 'refusal', title: 'A vulnerability that the policy refuses' },
  'CUSTODY-524': { kind: 'refusal', title: 'An exception has expired' },
  'CUSTODY-525': { kind: 'refusal', title: 'A rule of the policy is not met' },
  'CUSTODY-526': { kind: 'refusal', title: 'The SBOM says too little' },
  'CUSTODY-527': { kind: 'refusal', title: 'The verification summary does not count' },
  'CUSTODY-528': { kind: 'refusal', title: 'The SBOM is of another artifact' },
  'CUSTODY-529': { kind: 'refusal', title: 'The SBOM does not describe the artifact' },
  'CUSTODY-901': { kind: 'fault', title: 'Something unforeseen' },
  'CUSTODY-902': { kind: 'fault', title: 'This Node is too old' },
  'CUSTODY-903': { kind: 'fault', title: 'A service could not be reached' },
  'CUSTODY-904': { kind: 'fault', title: 'A service gave an answer that cannot be used' },
  'CUSTODY-905': { kind: 'fault', title: 'The job was cancelled' },
  'CUSTODY-906': { kind: 'fault', title: 'A file could not be written' },
  'CUSTODY-907': { kind: 'fault', title: 'The GitHub environment is incomplete' },
} as const satisfies Record<`CUSTODY-${number}`, CodeEntry>;

export type Code = keyof typeof codes;

type CodesOf<Kind extends CodeEntry['kind']> = {
  [C in Code]: (typeof codes)[C]['kind'] extends Kind ? C : never;
}[Code];

/** Could not decide. */
export type FaultCode = CodesOf<'fault'>;
/** Decided against. */
export type RefusalCode = CodesOf<'refusal'>;
