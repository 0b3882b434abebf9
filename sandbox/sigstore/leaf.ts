/**
 * The extensions of a Fulcio leaf for a job of GitHub Actions. Follows Fulcio's `docs/oid-info.md`: the arcs
 * 1–6 of 1.3.6.1.4.1.57264.1 hold raw bytes, 8–24 a DER UTF8String; and RFC 5280 section 4.2 for the rest.
 */
import type { KeyObject } from 'node:crypto';
import { authorityKeyIdentifier, type Extension, keyUsage } from './certificate.ts';
import {
  type Der,
  element,
  explicit,
  implicit,
  objectIdentifier,
  octetString,
  sequence,
  utf8String,
} from './der.ts';
import type { AlternativeName, CertificateFaults } from './faults.ts';
import type { VerifiedClaims } from './jwt.ts';
import { subjectKeyIdOf } from './keys.ts';
import { EXTENSION, FULCIO_CLAIMS, PURPOSE } from './object-identifiers.ts';

const SERVER = 'https://github.com';
/** The last arc that holds raw bytes. */
const LAST_RAW_ARC = 6;
const USER_NAME_ARC = 7;

/** A claim that a certificate needs and the token lacks. */
export class ClaimMissing extends Error {
  override name = 'ClaimMissing';
}

/**
 * All extensions of a leaf but the last (poison or signed certificate timestamps), in Fulcio's order.
 * Throws {@link ClaimMissing}.
 */
export function leafExtensions(
  claims: VerifiedClaims,
  publicKey: KeyObject,
  issuerKey: KeyObject,
  faults: CertificateFaults,
): readonly Extension[] {
  const values = claimValues(claims);
  const signer = values.get(9) ?? '';
  return [
    { oid: EXTENSION.keyUsage, critical: true, value: keyUsage('leaf') },
    ...purposes(faults.purposes ?? [PURPOSE.codeSigning]),
    { oid: EXTENSION.subjectKeyIdentifier, value: octetString(subjectKeyIdOf(publicKey)) },
    { oid: EXTENSION.authorityKeyIdentifier, value: authorityKeyIdentifier(subjectKeyIdOf(issuerKey)) },
    ...alternativeNames(faults.names ?? [{ kind: 'uri', value: signer }]),
    ...claimExtensions(values, faults),
  ];
}

function claimExtensions(values: ReadonlyMap<number, string>, faults: CertificateFaults): Extension[] {
  const changed = new Map<number, string | Uint8Array | null>(values);
  for (const [arc, value] of Object.entries(faults.extensions ?? {})) changed.set(Number(arc), value);
  const extensions: Extension[] = [];
  for (const [arc, value] of [...changed].sort(([left], [right]) => left - right)) {
    if (value !== null) extensions.push(claimExtension(arc, value));
  }
  for (const [arc, value] of Object.entries(faults.repeated ?? {})) {
    extensions.push(claimExtension(Number(arc), value));
  }
  return extensions;
}

function claimExtension(arc: number, value: string | Uint8Array): Extension {
  const oid = `${FULCIO_CLAIMS}.${arc}`;
  if (typeof value !== 'string') return { oid, value };
  return { oid, value: arc <= LAST_RAW_ARC ? Buffer.from(value, 'utf8') : utf8String(value) };
}

/** The texts of the extensions by their last arc; 23 only for a job in an environment. */
function claimValues(claims: VerifiedClaims): Map<number, string> {
  const claim = (name: string): string => {
    const value = claims[name];
    if (typeof value !== 'string' || value === '') throw new ClaimMissing(`token has no claim ${name}`);
    return value;
  };
  const repository = `${SERVER}/${claim('repository')}`;
  const environment = claims['environment'];
  return new Map([
    [1, claims.iss],
    [2, claim('event_name')],
    [3, claim('sha')],
    [4, claim('workflow')],
    [5, claim('repository')],
    [6, claim('ref')],
    [8, claims.iss],
    [9, `${SERVER}/${claim('job_workflow_ref')}`],
    [10, claim('job_workflow_sha')],
    [11, claim('runner_environment')],
    [12, repository],
    [13, claim('sha')],
    [14, claim('ref')],
    [15, claim('repository_id')],
    [16, `${SERVER}/${claim('repository_owner')}`],
    [17, claim('repository_owner_id')],
    [18, `${SERVER}/${claim('workflow_ref')}`],
    [19, claim('workflow_sha')],
    [20, claim('event_name')],
    [21, `${repository}/actions/runs/${claim('run_id')}/attempts/${claim('run_attempt')}`],
    [22, claim('repository_visibility')],
    ...(typeof environment === 'string' && environment !== '' ? [[23, environment] as const] : []),
    [24, claims.sub],
  ]);
}

function purposes(oids: readonly string[]): Extension[] {
  if (oids.length === 0) return [];
  return [{ oid: EXTENSION.extendedKeyUsage, value: sequence(...oids.map(objectIdentifier)) }];
}

function alternativeNames(names: readonly AlternativeName[]): Extension[] {
  if (names.length === 0) return [];
  // Critical, because the subject of the certificate is empty (RFC 5280 section 4.2.1.6).
  return [{ oid: EXTENSION.subjectAltName, critical: true, value: sequence(...names.map(generalName)) }];
}

function generalName(name: AlternativeName): Der {
  switch (name.kind) {
    case 'uri':
      return implicit(6, Buffer.from(name.value, 'utf8'));
    case 'email':
      return implicit(1, Buffer.from(name.value, 'utf8'));
    case 'other': {
      const type = objectIdentifier(`${FULCIO_CLAIMS}.${USER_NAME_ARC}`);
      return element(0xa0, type, explicit(0, utf8String(name.value)));
    }
  }
}
