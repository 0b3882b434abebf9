/** The job's OIDC token for Sigstore, verified before an instance is chosen by what it says. */
import { serverOfIssuer } from '../../model/issuer.ts';
import type { Http } from '../http/types.ts';
import type { TokenEndpoint } from '../oidc/request.ts';
import { type TokenHolder, tokenHolder } from './token.ts';

export interface JobTokenOptions {
  /** Where the runner gives out tokens. */
  readonly endpoint: TokenEndpoint;
  /** The one issuer that a private instance trusts. */
  readonly issuer?: string | undefined;
  /** `https://HOST` of the GitHub that runs the job; its issuers are expected where `issuer` is absent. */
  readonly serverUrl: string;
  readonly http: Http;
  readonly now: () => Date;
  /** Called with each secret before anything else is done with it. */
  readonly onMask: (secret: string) => void;
}

/** The audience that every Fulcio asks for. */
const AUDIENCE = 'sigstore';

/** @returns what `tokenHolder` returns, with its faults */
export function jobToken(options: JobTokenOptions): TokenHolder {
  const { issuer: configured, serverUrl, ...source } = options;
  const acceptsIssuer = (issuer: string) =>
    configured === undefined ? serverOfIssuer(issuer) === serverUrl : issuer === configured;
  return tokenHolder({ ...source, audience: AUDIENCE, acceptsIssuer });
}
