/**
 * The environment of a GitHub Actions job
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/variables), read lazily and by type. The command
 * line has the same values where the same variables are set.
 */
import { Fault } from '../model/fault.ts';

/** Variables by name, such as `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What GitHub sets in every job; asking for one that is missing throws `CUSTODY-907`. */
const requiredVariables = {
  /** `OWNER/REPOSITORY`. */
  repository: 'GITHUB_REPOSITORY',
  repositoryId: 'GITHUB_REPOSITORY_ID',
  repositoryOwnerId: 'GITHUB_REPOSITORY_OWNER_ID',
  /** The full ref: `refs/heads/main`. */
  ref: 'GITHUB_REF',
  sha: 'GITHUB_SHA',
  eventName: 'GITHUB_EVENT_NAME',
  runId: 'GITHUB_RUN_ID',
  runAttempt: 'GITHUB_RUN_ATTEMPT',
  /** The id of the job in its workflow, the same for every leg of a matrix. */
  job: 'GITHUB_JOB',
  /** `OWNER/REPOSITORY/.github/workflows/FILE@REF`. */
  workflowRef: 'GITHUB_WORKFLOW_REF',
  /** `github-hosted` or `self-hosted`. */
  runnerEnvironment: 'RUNNER_ENVIRONMENT',
  /** A folder that is emptied after the job. */
  temporaryFolder: 'RUNNER_TEMP',
} as const;

type RequiredVariables = { readonly [Key in keyof typeof requiredVariables]: string };

export interface Environment extends RequiredVariables {
  readonly inActions: boolean;
  /** Absolute; the current folder where there is no workspace. */
  readonly workspace: string;
  /** `https://api.github.com` where nothing else is said; no slash at the end. */
  readonly apiUrl: string;
  /** `https://github.com` where nothing else is said; no slash at the end. */
  readonly serverUrl: string;
  /** The file with the event's payload, unread: kit/ opens no files. */
  readonly eventPath: string | undefined;
  /** `$GITHUB_ARTIFACTS`, a file in which a step names what it made, and the list of what earlier steps named. */
  readonly artifacts: { readonly file: string; readonly list: string | undefined } | undefined;
  /** Who owns the repository; absent outside of a workflow. */
  readonly repositoryOwner: string | undefined;
  /** The time that documents state (https://reproducible-builds.org/specs/source-date-epoch/). */
  readonly sourceDate: Date | undefined;
  /** Where an OIDC token can be requested; absent without `id-token: write`. Its token is a secret. */
  readonly oidcRequest: { readonly url: string; readonly token: string } | undefined;
}

/** Reads nothing until asked, so that a verb fails only for the variables that it uses. */
export function readEnvironment(variables: Variables, currentFolder: string): Environment {
  const read = (name: string) => variables[name] || undefined;
  const environment = {
    get inActions() {
      // What may be read depends on this (trust rule T31). The runner gives both to every step; where hooks run the job's
      // container it lets a step before, by GITHUB_ENV, write over the first.
      return read('GITHUB_ACTIONS') === 'true' || read('GITHUB_RUN_ID') !== undefined;
    },
    get workspace() {
      return read('GITHUB_WORKSPACE') ?? currentFolder;
    },
    get apiUrl() {
      return baseUrl('GITHUB_API_URL', read('GITHUB_API_URL') ?? 'https://api.github.com');
    },
    get serverUrl() {
      return baseUrl('GITHUB_SERVER_URL', read('GITHUB_SERVER_URL') ?? 'https://github.com');
    },
    get eventPath() {
      return read('GITHUB_EVENT_PATH');
    },
    get artifacts() {
      const file = read('GITHUB_ARTIFACTS');
      return file === undefined ? undefined : { file, list: read('GITHUB_ARTIFACTS_LIST') };
    },
    get repositoryOwner() {
      return read('GITHUB_REPOSITORY')?.split('/')[0] || undefined;
    },
    get sourceDate() {
      return sourceDateOf(read('SOURCE_DATE_EPOCH'));
    },
    get oidcRequest() {
      const url = read('ACTIONS_ID_TOKEN_REQUEST_URL');
      const token = read('ACTIONS_ID_TOKEN_REQUEST_TOKEN');
      return url === undefined || token === undefined ? undefined : { url, token };
    },
  };
  for (const [key, name] of Object.entries(requiredVariables)) {
    Object.defineProperty(environment, key, { get: () => read(name) ?? missing(name) });
  }
  return environment as Environment;
}

function sourceDateOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  // RFC 3339 ends with the year 9999.
  if (/^\d{1,12}$/.test(text) && Number(text) < 253_402_300_800) return new Date(Number(text) * 1000);
  throw new Fault('CUSTODY-907', 'The variable SOURCE_DATE_EPOCH is no time.', {
    hint: 'Set it to seconds since 1970, such as the output of `git log -1 --format=%ct`.',
  });
}

function baseUrl(name: string, value: string): string {
  const url = URL.parse(value);
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash) {
    return value.replace(/(?<!\/)\/+$/, '');
  }
  throw new Fault('CUSTODY-907', `The variable ${name} is not a plain http(s) URL.`, {
    hint: `Set ${name} to the base URL of your GitHub, or unset it for github.com.`,
  });
}

function missing(name: string): never {
  throw new Fault('CUSTODY-907', `The variable ${name} is missing.`, {
    hint: `GitHub sets ${name} in every job. On the command line set it yourself, or give the input that replaces it.`,
  });
}
