/**
 * The timestamp authority of the sandbox: RFC 3161 section 3.4 over HTTP, and the JSON form and the
 * certificate chain of Sigstore's timestamp authority.
 */
import type { Handler, Reply, ServedRequest } from '../http.ts';
import type { Authority } from './authorities.ts';
import { certificatePem } from './certificate.ts';
import type { ServiceFaults } from './faults.ts';
import type { KeyPair } from './keys.ts';
import { parseTimestampJson, parseTimestampQuery, type TimestampRequest } from './timestamp-request.ts';
import { timestampResponse } from './timestamp-token.ts';

/** Path of the service; clients are given the full address. */
export const TIMESTAMP_PATH = '/api/v1/timestamp';

export interface TimestampAuthorityOptions {
  readonly authority: Authority;
  readonly foreignKey: KeyPair;
  readonly now: () => Date;
  readonly faults: ServiceFaults;
}

export function createTimestampAuthority(options: TimestampAuthorityOptions): Handler {
  return (request) => {
    const { method, path } = request;
    if (method === 'GET' && path === `${TIMESTAMP_PATH}/certchain`) return chain(options.authority);
    if (method !== 'POST' || path !== TIMESTAMP_PATH) return failure(404, `path ${path} was not found`);
    try {
      return grant(readRequest(request), options);
    } catch (error) {
      if (error instanceof RangeError) return failure(400, error.message);
      throw error;
    }
  };
}

function readRequest(request: ServedRequest): TimestampRequest {
  const type = request.headers['content-type']?.split(';')[0]?.trim();
  switch (type) {
    case 'application/timestamp-query':
      return parseTimestampQuery(request.body);
    case 'application/json':
      return parseTimestampJson(request.body);
    default:
      throw new RangeError('content type must be application/timestamp-query or application/json');
  }
}

function grant(request: TimestampRequest, options: TimestampAuthorityOptions): Reply {
  const { authority, faults, foreignKey } = options;
  const time = new Date(options.now().getTime() + (faults.timestampShift ?? 0) * 1000);
  const signer = faults.timestamp === 'foreign' ? foreignKey : authority.key;
  const body = timestampResponse(request, authority, time, signer);
  return { status: 201, headers: { 'content-type': 'application/timestamp-reply' }, body };
}

function chain(authority: Authority): Reply {
  const body = authority.chain.map(certificatePem).join('');
  return { status: 200, headers: { 'content-type': 'application/pem-certificate-chain' }, body };
}

const failure = (status: number, message: string): Reply => ({ status, body: { code: status, message } });
