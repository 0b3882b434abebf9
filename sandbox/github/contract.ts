/**
 * Holds requests and responses against GitHub's OpenAPI description (openapi.json, OpenAPI 3.0.3). The
 * description leaves its objects open; here they are closed, so that a misspelt or invented field is found.
 */
import { readFile } from 'node:fs/promises';
import { type Document, OpenAPIBackend, type ValidationResult } from 'openapi-backend';
import type { ServedRequest } from '../http.ts';

/** An operation of the description, by its `operationId`. */
export type OperationId =
  | 'repos/get'
  | 'repos/create-attestation'
  | 'repos/list-attestations'
  | 'orgs/list-attestations'
  | 'actions/get-workflow-run'
  | 'actions/get-workflow-run-attempt'
  | 'actions/list-jobs-for-workflow-run-attempt'
  | 'repos/get-content'
  | 'git/get-ref'
  | 'checks/create'
  | 'checks/update'
  | 'checks/list-for-ref'
  | 'checks/list-annotations';

/** A request that the description allows; `body` is the parsed JSON, undefined where there was none. */
export interface HeldRequest {
  readonly operation: OperationId;
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What the description says against a request. */
export interface RequestViolation {
  /** What is too long or too many, GitHub refuses as a client would meet it: with status 422. */
  readonly kind: 'unknown-route' | 'not-declared' | 'too-much';
  readonly reason: string;
}

/** The description, ready to be asked. */
export interface Contract {
  holdRequest(request: ServedRequest): HeldRequest | RequestViolation;
  /** What is wrong with an answer of `operation`, or undefined where nothing is. */
  holdResponse(operation: OperationId, status: number, body: unknown): string | undefined;
}

/** Refusals that every GitHub route may give though the description names them for a few routes only. */
const GENERAL_STATUSES: readonly number[] = [400, 401, 403, 404, 422, 429, 500, 502, 503];

/** Loads the committed description and compiles it. */
export async function loadContract(): Promise<Contract> {
  const text = await readFile(new URL('openapi.json', import.meta.url), 'utf8');
  const definition = closed(withGeneralStatuses(JSON.parse(text, withNull))) as Document;
  const api = new OpenAPIBackend({
    definition,
    quick: true,
    ignoreTrailingSlashes: false,
    ajvOpts: {
      allErrors: true,
      formats: {
        uri: (text: string) => URL.canParse(text),
        'date-time': isDateTime,
        email: (text: string) => /^[^@\s]+@[^@\s]+$/.test(text),
      },
    },
  });
  await api.init();
  return {
    holdRequest: (request) => holdRequest(api, request),
    holdResponse: (operation, status, body) => holdResponse(api, operation, status, body),
  };
}

function holdRequest(api: OpenAPIBackend, request: ServedRequest): HeldRequest | RequestViolation {
  const where = `${request.method} ${request.path}`;
  const asked = {
    method: request.method,
    path: request.path,
    query: request.url.search.slice(1),
    headers: plainHeaders(request),
    ...(request.body.length > 0 ? { body: Buffer.from(request.body).toString('utf8') } : {}),
  };
  const operation = api.router.matchOperation(asked);
  if (operation?.operationId === undefined)
    return { kind: 'unknown-route', reason: `unknown route: ${where}` };
  try {
    const result = api.validator.validateRequest(asked, operation);
    const reasons = [...reasonsIn(result), ...strayBody(operation, asked)];
    if (reasons.length > 0) {
      const tooMuch = result.errors?.some(({ keyword }) => /^max(?:Items|Length)$/.test(keyword));
      return { kind: tooMuch ? 'too-much' : 'not-declared', reason: `${where}: ${reasons.join('; ')}` };
    }
    const parsed = api.router.parseRequest(asked, operation);
    return {
      operation: operation.operationId as OperationId,
      parameters: parsed.params as Record<string, string>,
      body: parsed.requestBody,
    };
  } catch (error) {
    return { kind: 'not-declared', reason: `${where}: ${(error as Error).message}` };
  }
}

function strayBody(operation: object, asked: object): string[] {
  return 'body' in asked && !('requestBody' in operation) ? ['a body where none is declared'] : [];
}

function holdResponse(
  api: OpenAPIBackend,
  operation: OperationId,
  status: number,
  body: unknown,
): string | undefined {
  const declared = api.router.getOperation(operation)?.responses ?? {};
  if (!(String(status) in declared)) return `${operation}: status ${status} is not declared`;
  const reasons = reasonsIn(api.validator.validateResponse(body, operation, status));
  return reasons.length === 0 ? undefined : `${operation}: ${status}: ${reasons.join('; ')}`;
}

function reasonsIn(result: ValidationResult): string[] {
  return (result.errors ?? []).map((error) => {
    const extra = (error.params as { additionalProperty?: string }).additionalProperty;
    const name = extra === undefined ? '' : ` (${extra})`;
    return `${error.instancePath || '/'} ${error.message ?? error.keyword}${name}`;
  });
}

function plainHeaders(request: ServedRequest): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) headers[name] = value;
  return headers;
}

function isDateTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(Date.parse(text));
}

function withGeneralStatuses(description: {
  paths: Record<string, Record<string, { responses: object }>>;
}): object {
  const refusal = {
    description: '',
    content: { 'application/json': { schema: ref('schemas/basic-error') } },
  };
  const general = Object.fromEntries(GENERAL_STATUSES.map((status) => [String(status), refusal]));
  for (const methods of Object.values(description.paths)) {
    for (const operation of Object.values(methods))
      operation.responses = { ...general, ...operation.responses };
  }
  return description;
}

/** Where an enumeration is nullable GitHub answers null, though its description forgets to list it. */
function withNull(_name: string, node: unknown): unknown {
  const { nullable, enum: values } = (node ?? {}) as { nullable?: unknown; enum?: unknown };
  return nullable === true && Array.isArray(values) ? { ...(node as object), enum: [...values, null] } : node;
}

function ref(component: string): object {
  return { $ref: `#/components/${component}` };
}

function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (node === null || typeof node !== 'object') return node;
  const result = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, closed(value)]));
  const names =
    result['type'] === 'object' ? Object.keys((result['properties'] as object | undefined) ?? {}) : [];
  return names.length > 0 && !('additionalProperties' in result)
    ? { ...result, additionalProperties: false }
    : result;
}
