/**
 * A sandbox in which one service misbehaves in one way, and sends back every credential it has been told, in every
 * encoding: what a client must not repeat (trust rule T27).
 */

import type { Reply, ServedRequest } from '../../sandbox/http.ts';
import { bootSandbox, type Sandbox } from '../../sandbox/index.ts';

export const targets = [
  'token request',
  'issuer discovery',
  'issuer keys',
  'fulcio',
  'timestamp',
  'rekor',
  'attestations read',
  'attestations write',
  'repository read',
] as const;
export type Target = (typeof targets)[number];

export const ways = ['500 text', '403 JSON', 'redirect', 'HTML page', 'other JSON'] as const;
export type Way = (typeof ways)[number];

export interface Leaky {
  readonly sandbox: Sandbox;
  /** The environment of the one job. */
  readonly job: Readonly<Record<string, string>>;
  /** The misbehaviour in force; none until it is set. */
  behave(target: Target, way: Way): void;
  /** How often it was met since it was set. */
  met(): number;
  /** OIDC tokens that were given out. */
  readonly oidcTokens: readonly string[];
}

export async function bootLeaky(): Promise<Leaky> {
  const sandbox = await bootSandbox();
  const job = sandbox.job();
  const oidcTokens: string[] = [];
  const heard = [job['GITHUB_TOKEN'] ?? '', job['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''];
  let now: { target: Target; way: Way } | undefined;
  let met = 0;
  const misbehave = (target: Target | undefined, request: ServedRequest): Reply | undefined => {
    if (now === undefined || target !== now.target) return undefined;
    met += 1;
    return reply(now.way, echo(request, [...heard, ...oidcTokens]));
  };
  sandbox.sigstore.faults.intercept = async (service, request) => {
    const given = service === 'oidc' ? await tokenFor(request) : undefined;
    if (given !== undefined) oidcTokens.push(given);
    const target = service === 'oidc' ? oidcTarget(request) : service === 'ctlog' ? undefined : service;
    return (
      misbehave(target, request) ??
      (given === undefined ? undefined : { status: 200, body: { value: given } })
    );
  };
  sandbox.github.interrupt = (request) => misbehave(apiTarget(request), request);
  return {
    sandbox,
    job,
    oidcTokens,
    behave: (target, way) => {
      now = { target, way };
      met = 0;
    },
    met: () => met,
  };
}

/** Asks the issuer itself, past the interception, so that the token is known here. */
async function tokenFor({ path, url, headers }: ServedRequest): Promise<string | undefined> {
  if (path !== '/token' || headers['x-inner'] !== undefined) return undefined;
  const answer = await fetch(url, {
    headers: { authorization: headers.authorization ?? '', 'x-inner': '1' },
  });
  return ((await answer.json()) as { value?: string }).value;
}

function oidcTarget({ path, headers }: ServedRequest): Target | undefined {
  if (headers['x-inner'] !== undefined) return undefined;
  if (path === '/token') return 'token request';
  return path.endsWith('/jwks') ? 'issuer keys' : 'issuer discovery';
}

function apiTarget({ method, path }: ServedRequest): Target {
  if (!path.includes('/attestations')) return 'repository read';
  return method === 'POST' ? 'attestations write' : 'attestations read';
}

/** Everything confidential at once: as text, and in the encodings that a search must see through. */
function echo({ headers, body }: ServedRequest, secrets: readonly string[]): string {
  const parts = [headers.authorization ?? '', Buffer.from(body).toString('utf8'), ...secrets];
  const encoded = parts.flatMap((part) => [
    Buffer.from(part).toString('base64'),
    Buffer.from(part).toString('base64url'),
    Buffer.from(part).toString('hex'),
    encodeURIComponent(part),
  ]);
  return [...parts, ...encoded].join(' ').replace(/[^\x20-\x7e]/g, ' ');
}

function reply(way: Way, text: string): Reply {
  const [word = 'nothing'] = text.split(' ').filter((part) => /^[\w.-]{20,}$/.test(part));
  switch (way) {
    case '500 text':
      return { status: 500, body: text };
    case '403 JSON':
      return { status: 403, body: { message: text, error: { message: text }, code: word } };
    case 'redirect':
      return {
        status: 307,
        headers: { location: `http://${word.slice(0, 60)}.invalid/${word}?token=${word}` },
      };
    case 'HTML page':
      return {
        status: 200,
        headers: { 'content-type': `text/html; charset=${word}` },
        body: `<html><title>${text}</title></html>`,
      };
    case 'other JSON':
      return { status: 200, body: { message: text, value: 7, [word]: word, attestations: word, keys: word } };
  }
}
