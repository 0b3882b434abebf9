/** Joins the sandbox's GitHub and Sigstore to what a run asks of them. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ACTION_COMMIT, ACTION_REPOSITORY } from '../../src/model/action-reference.ts';
import type { Commits } from '../github/contents.ts';
import { fullName, type Permissions as Granted, type Repository, type RunAttempt } from '../github/model.ts';
import type { TokenClaims } from '../sigstore/claims.ts';
import type { Permissions } from './model.ts';
import type { RunnerSandbox } from './options.ts';
import type { ActionMapping } from './parse/uses.ts';
import { SANDBOX_ROOT } from './serve-policy.ts';

/** The part of a sandbox that a run needs. */
export interface SandboxServices {
  readonly apiUrl: string;
  readonly github: {
    grant(token: string, grant: { readonly repository: string; readonly permissions: Granted }): void;
    addRepository(repository: Repository): unknown;
    repository(name: string): Repository | undefined;
    recordAttempt(repository: Repository, attempt: RunAttempt): void;
    readonly commits: Commits;
  };
  readonly sigstore: {
    registerJob(claims: TokenClaims): { readonly requestUrl: string; readonly requestToken: string };
  };
}

/** Where a sandbox keeps `trusted_root.json` and `signing_config.json`, and the address of its OIDC issuer. */
export interface SandboxInstance {
  readonly folder: string;
  readonly issuer: string;
}

/** The tree of Custody as the action repository, whose steps sign with and trust the sandbox unless they say otherwise. */
export function custodyAction(folder: string, instance: SandboxInstance): ActionMapping {
  return {
    slug: ACTION_REPOSITORY,
    folder,
    ref: ACTION_COMMIT,
    silentInputs: {
      '': () => ({ sigstore: instance.folder }),
      'actions/verify': (given) =>
        given.has('policy')
          ? {
              ...(given.has('vsa') && { sigstore: instance.folder }),
              roots: `${SANDBOX_ROOT}=${join(instance.folder, 'trusted_root.json')}`,
            }
          : { 'trusted-root': join(instance.folder, 'trusted_root.json'), issuer: instance.issuer },
    },
  };
}

/** The services of a run in one repository, which the sandbox's GitHub is made to know. */
export function servicesOf(sandbox: SandboxServices, repository: Repository): RunnerSandbox {
  const name = fullName(repository);
  if (sandbox.github.repository(name) === undefined) sandbox.github.addRepository(repository);
  return {
    apiUrl: sandbox.apiUrl,
    issuerJob: (claims) => sandbox.sigstore.registerJob(claims),
    token: (permissions) => {
      const token = `ghs_${randomBytes(18).toString('hex')}`;
      sandbox.github.grant(token, { repository: name, permissions: granted(permissions) });
      return token;
    },
    recordAttempt: (attempt) => sandbox.github.recordAttempt(repository, attempt),
  };
}

/** What GitHub's side knows has no word for "none"; every token may read metadata. */
function granted(permissions: Permissions): Granted {
  const given = Object.entries(permissions).filter(([, access]) => access !== 'none');
  return { metadata: 'read', ...Object.fromEntries(given) };
}
