/**
 * A stateful imitation of GitHub's REST API on loopback, for the routes in use and no other. Every request and
 * every response is held against GitHub's own OpenAPI description; what breaks it is a violation, kept and
 * answered with an error.
 */
import { randomUUID } from 'node:crypto';
import { type Reply, type ServedRequest, serve } from '../http.ts';
import { type BlobStore, serveBlobs } from './blobs.ts';
import { type Contract, loadContract } from './contract.ts';
import type { GitHubRequest, Interrupted } from './model.ts';
import { refuse } from './refusals.ts';
import { answerOperation } from './routes.ts';
import { createState, type GitHubState } from './state.ts';

export type * from './model.ts';
export type { GitHubState } from './state.ts';

/** A running imitation. */
export interface SandboxGitHub {
  /** `http://127.0.0.1:PORT`, for GITHUB_API_URL. */
  readonly apiUrl: string;
  /** Where `bundle_url`s point: another loopback port. */
  readonly blobUrl: string;
  readonly state: GitHubState;
  /** What was asked, of the API and of the blob store, in the order of the answers. */
  readonly requests: readonly GitHubRequest[];
  /** What broke the description or the rules for blobs: to be asserted empty. */
  readonly violations: readonly string[];
  /** @throws Error where a response of ours broke the description */
  close(): Promise<void>;
}

/** Settings of {@link bootGitHub}. */
export interface GitHubOptions {
  /** Where the web pages are said to be. Default: https://github.com */
  readonly serverUrl?: string;
}

interface Running {
  readonly contract: Contract;
  readonly state: GitHubState;
  readonly blobs: BlobStore;
  readonly serverUrl: string;
  readonly violations: string[];
  readonly brokenResponses: string[];
}

/** Starts the API and its blob store, each on a free port of 127.0.0.1. */
export async function bootGitHub(options: GitHubOptions = {}): Promise<SandboxGitHub> {
  const state = createState();
  const requests: GitHubRequest[] = [];
  const violations: string[] = [];
  const record = (service: GitHubRequest['service']) => (request: ServedRequest, reply: Reply) =>
    void requests.push(recordOf(service, request, reply));
  const blobs = await serveBlobs({
    interrupt: (request) => state.interrupt?.({ ...request, service: 'blobs' }),
    around: (request, answer) => around(state, { ...request, service: 'blobs' }, answer),
    onReply: record('blobs'),
    onViolation: (reason) => void violations.push(reason),
  });
  const running: Running = {
    contract: await loadContract(),
    state,
    blobs,
    serverUrl: options.serverUrl ?? 'https://github.com',
    violations,
    brokenResponses: [],
  };
  const handler = (request: ServedRequest) =>
    around(state, { ...request, service: 'api' }, () => answer(running, request));
  const api = await serve(handler, { onReply: record('api') });
  return {
    apiUrl: api.url,
    blobUrl: blobs.url,
    state,
    requests,
    violations,
    close: async () => {
      await Promise.all([api.close(), blobs.close()]);
      if (running.brokenResponses.length > 0) throw new Error(running.brokenResponses.join('\n'));
    },
  };
}

function around(state: GitHubState, request: Interrupted, answer: () => Reply): Promise<Reply> | Reply {
  return state.around ? state.around(request, answer) : answer();
}

function answer(running: Running, request: ServedRequest): Reply {
  const interruption = running.state.interrupt?.({ ...request, service: 'api' });
  if (interruption !== undefined) return interruption;
  return withStandardHeaders(held(running, request));
}

const violationStatus = { 'unknown-route': 404, 'not-declared': 501, 'too-much': 422 } as const;

function held(running: Running, asked: ServedRequest): Reply {
  const request = byName(running.state, asked);
  const checked = running.contract.holdRequest(request);
  if ('kind' in checked) {
    running.violations.push(checked.reason);
    return refuse(violationStatus[checked.kind], checked.reason);
  }
  const { state, blobs, serverUrl } = running;
  const service = { state, putBlob: blobs.put, apiUrl: request.url.origin, serverUrl };
  const made = answerOperation(service, checked, request);
  if ('violation' in made) {
    running.violations.push(made.violation);
    return refuse(501, made.violation);
  }
  const reply = state.alter?.(checked.operation, made) ?? made;
  const broken = running.contract.holdResponse(checked.operation, reply.status, reply.body);
  if (broken === undefined) return reply;
  const reason = `invalid response: ${broken}`;
  running.violations.push(reason);
  running.brokenResponses.push(reason);
  return refuse(500, reason);
}

/** GitHub's Link headers name a repository or an organisation by its id; the description does not. */
function byName(state: GitHubState, request: ServedRequest): ServedRequest {
  const [, kind, id, rest] = /^\/(repositories|organizations)\/(\d+)(\/.*)?$/.exec(request.path) ?? [];
  if (kind === undefined) return request;
  const path = kind === 'repositories' ? repositoryPath(state, Number(id)) : ownerPath(state, Number(id));
  return path === undefined ? request : { ...request, path: path + (rest ?? '') };
}

function repositoryPath(state: GitHubState, id: number): string | undefined {
  const repository = state.repositories().find((known) => known.id === id);
  return repository && `/repos/${repository.owner}/${repository.name}`;
}

function ownerPath(state: GitHubState, id: number): string | undefined {
  const repository = state.repositories().find((known) => known.ownerId === id);
  return repository && `/orgs/${repository.owner}`;
}

function withStandardHeaders(reply: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, 'x-github-request-id': randomUUID().toUpperCase() } };
}

function recordOf(service: GitHubRequest['service'], request: ServedRequest, reply: Reply): GitHubRequest {
  return {
    service,
    method: request.method,
    path: request.path,
    query: Object.fromEntries(request.url.searchParams),
    authorization: request.headers.authorization !== undefined,
    status: reply.status,
  };
}
