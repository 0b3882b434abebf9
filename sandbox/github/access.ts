/**
 * Who may see and do what, as GitHub decides for the token of a workflow: a private repository does not exist
 * for who may not read it; a public one is open to everyone; writing needs the permission by name.
 */
import type { Reply, ServedRequest } from '../http.ts';
import { type App, fullName, type Permissions, type Repository } from './model.ts';
import { badCredentials, notAccessible, notFound, requiresAuthentication } from './refusals.ts';
import type { GitHubState } from './state.ts';

/** Who asks: nobody in particular, or the bearer of a known token. */
export type Caller = 'anonymous' | ReadonlyMap<string, Permissions>;

/** The caller of a request, or the 401 for a token that is not known. */
export function callerOf(
  state: GitHubState,
  request: ServedRequest,
): { caller: Caller } | { refusal: Reply } {
  if (request.headers.authorization === undefined) return { caller: 'anonymous' };
  const token = bearerOf(request);
  const caller = token === undefined ? undefined : state.permissions(token);
  return caller === undefined ? { refusal: badCredentials() } : { caller };
}

/** In whose name the bearer of a request's token acts. */
export function appOf(state: GitHubState, request: ServedRequest): App {
  return state.app(bearerOf(request) ?? '');
}

function bearerOf(request: ServedRequest): string | undefined {
  return /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Whether the repository exists for this caller. */
export function canSee(caller: Caller, repository: Repository): boolean {
  return repository.visibility === 'public' || permissionsOf(caller, repository) !== undefined;
}

/** The refusal to read attestations, or what else needs a permission by name in a private repository, if there is one. */
export function refuseReading(
  caller: Caller,
  repository: Repository,
  what: keyof Permissions = 'attestations',
): Reply | undefined {
  if (!canSee(caller, repository)) return notFound();
  if (repository.visibility === 'public') return undefined;
  return permissionsOf(caller, repository)?.[what] === undefined ? notAccessible() : undefined;
}

/** The refusal to write attestations, if there is one. */
export function refuseWriting(caller: Caller, repository: Repository): Reply | undefined {
  if (!canSee(caller, repository)) return notFound();
  if (caller === 'anonymous') return requiresAuthentication();
  return permissionsOf(caller, repository)?.attestations === 'write' ? undefined : notAccessible();
}

/** What the caller was granted in the repository; undefined where nothing was. */
export function permissionsOf(caller: Caller, repository: Repository): Permissions | undefined {
  return caller === 'anonymous' ? undefined : caller.get(fullName(repository).toLowerCase());
}
