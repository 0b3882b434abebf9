/**
 * From an operation of GitHub's description to what answers it. The request has been held against the
 * description; what the description says in prose only is held here.
 */
import type { Reply, ServedRequest } from '../http.ts';
import { appOf, type Caller, callerOf, canSee, permissionsOf } from './access.ts';
import { type AttestationService, createAttestation, listOfOwner, listOfRepository } from './attestations.ts';
import {
  type CheckService,
  createCheckRun,
  listAnnotations,
  listCheckRuns,
  updateCheckRun,
} from './checks.ts';
import { contentOf, refOf } from './contents.ts';
import type { HeldRequest } from './contract.ts';
import type { CheckRunChanges } from './model.ts';
import { notFound, refuse } from './refusals.ts';
import { fullRepositoryJson } from './representation.ts';
import { jobsOfAttempt, latestAttempt, oneAttempt } from './runs.ts';

/** What the answers are made with. */
export interface GitHubService extends AttestationService, CheckService {
  readonly serverUrl: string;
}

/** A request that breaks what the description says in words. */
export interface ProseViolation {
  readonly violation: string;
}

const API_VERSIONS: readonly string[] = ['2022-11-28', '2026-03-10'];

/** The answer to a request that the description allows. */
export function answerOperation(
  service: GitHubService,
  held: HeldRequest,
  request: ServedRequest,
): Reply | ProseViolation {
  const version = request.headers['x-github-api-version'];
  if (version !== undefined && !API_VERSIONS.includes(String(version))) {
    return refuse(400, `"${String(version)}" is not a supported version of the REST API`);
  }
  const digest = held.parameters['subject_digest'];
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) {
    return { violation: `${held.operation}: subject_digest is not of the form sha256:HEX_DIGEST` };
  }
  const asked = callerOf(service.state, request);
  return 'refusal' in asked ? asked.refusal : dispatch(service, asked.caller, held, request);
}

function dispatch(service: GitHubService, caller: Caller, held: HeldRequest, request: ServedRequest): Reply {
  const { owner = '', repo = '', org = '', subject_digest: digest = '' } = held.parameters;
  const checkRunId = Number(held.parameters['check_run_id']);
  if (held.operation === 'orgs/list-attestations') return listOfOwner(service, caller, org, digest, request);
  const repository = service.state.repository(`${owner}/${repo}`);
  if (repository === undefined || !canSee(caller, repository)) return notFound();
  switch (held.operation) {
    case 'repos/get':
      return {
        status: 200,
        body: fullRepositoryJson(repository, service, permissionsOf(caller, repository)),
      };
    case 'git/get-ref':
      return refOf(service.state.commits, caller, repository, held.parameters['ref'] ?? '', service.apiUrl);
    case 'repos/get-content':
      return contentOf(service.state.commits, caller, repository, {
        path: held.parameters['path'] ?? '',
        ref: request.url.searchParams.get('ref') ?? undefined,
        apiUrl: service.apiUrl,
      });
    case 'repos/create-attestation':
      return createAttestation(service.state, caller, repository, (held.body as { bundle: object }).bundle);
    case 'repos/list-attestations':
      return listOfRepository(service, caller, repository, digest, request);
    case 'actions/get-workflow-run':
      return latestAttempt(service, caller, repository, held.parameters);
    case 'actions/get-workflow-run-attempt':
      return oneAttempt(service, caller, repository, held.parameters);
    case 'actions/list-jobs-for-workflow-run-attempt':
      return jobsOfAttempt(service, caller, repository, held.parameters, request);
    case 'checks/create': {
      const asked = held.body as CheckRunChanges & { readonly name: string; readonly head_sha: string };
      return createCheckRun(service, caller, repository, appOf(service.state, request), asked);
    }
    case 'checks/update': {
      const app = appOf(service.state, request);
      return updateCheckRun(service, caller, repository, app, checkRunId, held.body as CheckRunChanges);
    }
    case 'checks/list-for-ref':
      return listCheckRuns(service, caller, repository, held.parameters['ref'] ?? '', request);
    case 'checks/list-annotations':
      return listAnnotations(service, caller, repository, checkRunId, request);
  }
}
