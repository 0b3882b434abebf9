/** What is asked of a service over HTTP, and what it answers (RFC 9110). */

/** A secret header that belongs to one origin and is sent to no other (trust rule T27). */
export interface Credential {
  /** Such as `authorization`. */
  readonly header: string;
  readonly value: string;
  /** `https://HOST[:PORT]`, as `URL.origin` gives it. */
  readonly origin: string;
}

export interface HttpRequest {
  /** What is asked, for messages: `the certificate authority`. */
  readonly service: string;
  readonly url: URL;
  /** `GET` when absent. */
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  /** Media types that a successful answer may have; empty when any will do. */
  readonly expects: readonly string[];
  /** Most bytes of a successful answer; `limits.answerBytes` when absent. */
  readonly limit?: number;
  /** Milliseconds for one attempt, the body included; 20,000 when absent. */
  readonly timeout?: number;
  readonly credential?: Credential | undefined;
  /** `returned`: whoever asks decides about a redirect, and asks anew. A fault when absent; followed in no case. */
  readonly redirects?: 'returned';
  /** Confidential text in URL or body, so that it is recognised when the service sends it back. */
  readonly secrets?: readonly string[];
  /**
   * Whether the request may be made again after a failure that may pass. A function is asked before each repetition.
   * `true` for GET and `false` for anything else when absent.
   */
  readonly repeat?: boolean | (() => Promise<boolean>);
  /** Asked before each repetition for what has to be new in it, such as a token that would expire. */
  readonly renew?: () => Promise<Pick<HttpRequest, 'body' | 'secrets'>>;
}

/** A redirect only where it was asked for. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Whole for a successful answer; empty for any other. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** The `message` of a refusal in JSON, short and free of credentials; text from outside. */
  readonly said?: string | undefined;
  readonly host: string;
}

/**
 * Asks, and asks again where that is allowed and may help.
 *
 * @throws Fault `CUSTODY-903` no connection or no answer in time; `-904` a redirect, an answer cut short or of another
 * media type; `-404` an answer past the limit; `-905` cancelled. Answers of status 400 and above are returned.
 */
export type Http = (request: HttpRequest) => Promise<HttpAnswer>;
