/**
 * Who signed: the workflow URI in a certificate's SAN, and the claims that Fulcio copies from GitHub's OIDC token
 * into extensions 1.3.6.1.4.1.57264.1.8–.24 (https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md).
 */

/** A workflow file at a ref: `https://HOST/OWNER/REPOSITORY/PATH@REF`, taken apart (trust rule T3). */
export interface WorkflowUri {
  readonly host: string;
  readonly owner: string;
  readonly repository: string;
  readonly path: string;
  readonly ref: string;
}

/** Fulcio's extensions by the names of its table; each is absent when the certificate lacks it. */
export interface CertificateClaims {
  readonly issuer?: string;
  readonly buildSignerUri?: string;
  readonly buildSignerDigest?: string;
  readonly runnerEnvironment?: string;
  readonly sourceRepositoryUri?: string;
  readonly sourceRepositoryDigest?: string;
  readonly sourceRepositoryRef?: string;
  readonly sourceRepositoryIdentifier?: string;
  readonly sourceRepositoryOwnerUri?: string;
  readonly sourceRepositoryOwnerIdentifier?: string;
  readonly buildConfigUri?: string;
  readonly buildConfigDigest?: string;
  readonly buildTrigger?: string;
  readonly runInvocationUri?: string;
  readonly sourceRepositoryVisibility?: string;
  readonly deploymentEnvironment?: string;
  readonly tokenSubject?: string;
}

/**
 * Takes a workflow URI apart at its last `@`; `undefined` for anything that is not exactly of that form. A `@` in the
 * path would be ambiguous, so that a path may not hold one.
 */
export function parseWorkflowUri(text: string): WorkflowUri | undefined {
  const at = text.lastIndexOf('@');
  const match = /^https:\/\/([a-z0-9.-]+(?::\d+)?)\/([\w.-]+)\/([\w.-]+)\/([^@?#\\\s]+)$/i.exec(
    text.slice(0, at),
  );
  const ref = text.slice(at + 1);
  if (at < 0 || !match || !isRefOrCommit(ref)) return undefined;
  const [, host = '', owner = '', repository = '', path = ''] = match;
  if ([owner, repository, ...path.split('/')].some(isDotSegment)) return undefined;
  return { host: host.toLowerCase(), owner, repository, path, ref };
}

/** The workflow of an identity, whatever its ref and spelling: one that signs on many refs is one signer (T8). */
export function signingWorkflow(identity: string): string {
  const uri = parseWorkflowUri(identity);
  return uri ? `${uri.host}/${uri.owner}/${uri.repository}/`.toLowerCase() + uri.path : identity;
}

/** Takes `https://HOST/OWNER/REPOSITORY` apart; `undefined` for anything else. */
export function parseRepositoryUri(
  text: string,
): Pick<WorkflowUri, 'host' | 'owner' | 'repository'> | undefined {
  const match = /^https:\/\/([a-z0-9.-]+(?::\d+)?)\/([\w.-]+)\/([\w.-]+)$/i.exec(text);
  const [, host = '', owner = '', repository = ''] = match ?? [];
  return match && ![owner, repository].some(isDotSegment)
    ? { host: host.toLowerCase(), owner, repository }
    : undefined;
}

/** One attempt of a workflow run: `https://HOST/OWNER/REPOSITORY/actions/runs/RUN/attempts/ATTEMPT`, taken apart. */
export interface RunUri extends Pick<WorkflowUri, 'host' | 'owner' | 'repository'> {
  readonly run: string;
  readonly attempt: number;
}

/** `undefined` for anything that is not exactly of that form. */
export function parseRunUri(text: string): RunUri | undefined {
  const [, uri = '', run = '', attempt] =
    /^(.+)\/actions\/runs\/([1-9]\d{0,17})\/attempts\/([1-9]\d{0,4})$/.exec(text) ?? [];
  const repository = parseRepositoryUri(uri);
  return repository && { ...repository, run, attempt: Number(attempt) };
}

/** `HOST/OWNER/REPOSITORY` compared as GitHub does: without case. */
export function sameRepository(
  a: Pick<WorkflowUri, 'owner' | 'repository'>,
  b: Pick<WorkflowUri, 'owner' | 'repository'>,
): boolean {
  return sameName(a.owner, b.owner) && sameName(a.repository, b.repository);
}

/** Names of hosts, owners and repositories hold ASCII only, so that ASCII case folding is all there is. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** A full Git commit id (SHA-1 or SHA-256). */
export function isCommit(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

function isRefOrCommit(text: string): boolean {
  return text.length > 0 && !/[\s?#\\]/.test(text) && !text.split('/').some(isDotSegment);
}

function isDotSegment(segment: string): boolean {
  return segment === '' || segment === '.' || segment === '..';
}
