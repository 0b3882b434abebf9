/** in-toto statements: bytes ↔ nouns (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md). */
import { isDigest, strongAlgorithms } from '../model/digest.ts';
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import { type Json, type JsonObject, STATEMENT_TYPE, type Statement } from '../model/statement.ts';
import type { Subject } from '../model/subject.ts';
import { isObject, member, parseJsonObject, textAt } from './json.ts';

/** A statement as it was signed. Version 0.1 has the same layout and is still written by cosign and npm. */
export interface SignedStatement {
  readonly subject: readonly [Subject, ...Subject[]];
  readonly predicateType: string;
  readonly predicate: JsonObject;
}

const statementTypes: readonly string[] = [STATEMENT_TYPE, 'https://in-toto.io/Statement/v0.1'];

/**
 * Reads a DSSE payload whose signature was verified.
 * @throws Fault `CUSTODY-407` for anything that is not a statement about at least one subject with digests;
 *   `CUSTODY-404` past the limits of subjects and digests
 */
export function parseStatement(payload: Uint8Array): SignedStatement {
  const document = parseJsonObject(payload, 'the signed statement', 'CUSTODY-407');
  const type = textAt(document, '_type');
  if (type === undefined || !statementTypes.includes(type))
    throw malformed(`_type is ${JSON.stringify(type)}`);
  const predicateType = textAt(document, 'predicateType');
  if (!predicateType) throw malformed('predicateType is missing');
  const predicate = member(document, 'predicate') ?? {};
  if (!isObject(predicate)) throw malformed('predicate is not an object');
  return { subject: parseSubjects(member(document, 'subject')), predicateType, predicate };
}

/** The bytes that are signed: JSON in the order of the specification, no white space. Same statement, same bytes. */
export function encodeStatement(statement: Statement): Uint8Array {
  const { _type, subject, predicateType, predicate } = statement;
  const subjects = subject.map(({ name, digest }) => ({ name, digest }));
  return new TextEncoder().encode(JSON.stringify({ _type, subject: subjects, predicateType, predicate }));
}

function parseSubjects(value: Json | undefined): readonly [Subject, ...Subject[]] {
  if (!Array.isArray(value)) throw malformed('subject is not a list');
  if (value.length > limits.subjects) throw past('subjects', value.length, limits.subjects);
  const [first, ...rest] = (value as readonly Json[]).map(parseSubject);
  if (!first) throw malformed('it has no subject');
  return [first, ...rest];
}

function parseSubject(value: Json, index: number): Subject {
  const name = textAt(value, 'name') ?? textAt(value, 'uri') ?? '';
  const digest = member(value, 'digest');
  if (!isObject(digest)) throw malformed(`subject ${index} has no digest`);
  const entries = Object.entries(digest);
  if (entries.length === 0) throw malformed(`subject ${index} has no digest`);
  if (entries.length > limits.digestsPerSubject)
    throw past('digests', entries.length, limits.digestsPerSubject);
  for (const [algorithm, hex] of entries) {
    const strong = strongAlgorithms.find((known) => known === algorithm);
    if (typeof hex !== 'string' || (strong && !isDigest(strong, hex))) {
      throw malformed(
        `subject ${index} has a ${algorithm} digest that is not lower-case hexadecimal of its length`,
      );
    }
  }
  return { name, digest: digest as Record<string, string> };
}

function malformed(reason: string): Fault {
  return new Fault('CUSTODY-407', `the signed payload is not an in-toto statement: ${reason}`, {
    hint: 'Ask the tool that signed it for an in-toto Statement v1 with a subject.',
  });
}

function past(what: string, found: number, limit: number): Fault {
  return new Fault('CUSTODY-404', `the statement has ${found} ${what}; the limit is ${limit}`, {
    hint: 'Sign several statements with fewer subjects each.',
  });
}
