/** VSA v1 predicates, read strictly (https://slsa.dev/spec/v1.1/verification_summary). */
import { Fault } from '../model/fault.ts';
import type { Json, JsonObject } from '../model/statement.ts';
import type { Artifact } from '../model/subject.ts';
import { isObject, member, textAt } from './json.ts';

export interface VerificationSummary {
  readonly verifier: string;
  readonly timeVerified: Date;
  readonly resourceUri: string;
  readonly policy: {
    readonly sha256: string;
    /** The environment that was verified for; empty for none. */
    readonly environment: string;
  };
  readonly passed: boolean;
  readonly verifiedLevels: readonly string[];
}

/** @throws Fault `CUSTODY-408` naming the member that is wrong; `timeVerified` is needed, without it there is no age */
export function parseVerificationSummary(predicate: JsonObject): VerificationSummary {
  const policy = member(predicate, 'policy');
  const result = text(predicate, 'verificationResult');
  if (result !== 'PASSED' && result !== 'FAILED')
    throw malformed('verificationResult', 'is neither PASSED nor FAILED');
  const sha256 = text(policy, 'digest', 'sha256');
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw malformed('policy.digest.sha256', 'is no SHA-256');
  return {
    verifier: text(predicate, 'verifier', 'id'),
    timeVerified: time(predicate),
    resourceUri: text(predicate, 'resourceUri'),
    policy: { sha256, environment: environmentOf(policy) },
    passed: result === 'PASSED',
    verifiedLevels: levels(member(predicate, 'verifiedLevels')),
  };
}

/** A file has no address of its own: its name, and the bytes that are meant (purl, type `generic`). */
export function resourceUri({ name, digests }: Artifact): string {
  return `pkg:generic/${name.split('/').map(encodeURIComponent).join('/')}?checksum=sha256:${digests.sha256}`;
}

function environmentOf(policy: Json | undefined): string {
  const annotations = member(policy, 'annotations');
  const environment = member(annotations, 'environment');
  if (environment === undefined && (annotations === undefined || isObject(annotations))) return '';
  if (typeof environment === 'string') return environment;
  throw malformed('policy.annotations.environment', 'is no text');
}

function levels(value: Json | undefined): readonly string[] {
  if (Array.isArray(value) && value.every((level) => typeof level === 'string')) return value;
  throw malformed('verifiedLevels', 'is no list of texts');
}

function time(predicate: JsonObject): Date {
  const stated = text(predicate, 'timeVerified');
  const date = new Date(stated);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(stated) && !Number.isNaN(date.getTime()))
    return date;
  throw malformed('timeVerified', 'is no time in UTC (RFC 3339)');
}

function text(value: Json | undefined, ...path: readonly string[]): string {
  const found = textAt(value, ...path);
  if (found) return found;
  throw malformed(path.join('.'), 'is missing or no text');
}

function malformed(name: string, problem: string): Fault {
  return new Fault('CUSTODY-408', `the verification summary does not follow VSA v1: ${name} ${problem}`, {
    hint: 'Verify again with `vsa: true`, and take the malformed summary away.',
  });
}
