import { expect, test } from '@jest/globals';
import { readEnvironment } from '../../src/kit/environment.ts';
import { Fault } from '../../src/model/fault.ts';

test('T31 a step before cannot make a job look like a command line', () => {
  const told = { GITHUB_ACTIONS: 'false', GITHUB_RUN_ID: '30433642' };
  expect(readEnvironment(told, '/work').inActions).toBe(true);
});

test('reads what is there, and has defaults for what github.com and a laptop lack', () => {
  const laptop = readEnvironment({}, '/home/me');
  expect([
    laptop.inActions,
    laptop.workspace,
    laptop.apiUrl,
    laptop.serverUrl,
    laptop.eventPath,
    laptop.oidcRequest,
  ]).toEqual([false, '/home/me', 'https://api.github.com', 'https://github.com', undefined, undefined]);
  const job = readEnvironment(
    {
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: '/w',
      GITHUB_API_URL: 'https://ghe.example/api/v3/',
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_RUN_ATTEMPT: '2',
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://idp/',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't',
    },
    '/elsewhere',
  );
  expect([job.inActions, job.workspace, job.apiUrl, job.repository, job.runAttempt, job.oidcRequest]).toEqual(
    [true, '/w', 'https://ghe.example/api/v3', 'o/r', '2', { url: 'https://idp/', token: 't' }],
  );
});

test('the list of artifacts is there where the runner offers it', () => {
  const read = (variables: Record<string, string>) => readEnvironment(variables, '/').artifacts;
  expect([read({}), read({ GITHUB_ARTIFACTS: '', GITHUB_ARTIFACTS_LIST: '/l' })]).toEqual([
    undefined,
    undefined,
  ]);
  expect(read({ GITHUB_ARTIFACTS: '/a' })).toEqual({ file: '/a', list: undefined });
  expect(read({ GITHUB_ARTIFACTS: '/a', GITHUB_ARTIFACTS_LIST: '/l' })).toEqual({ file: '/a', list: '/l' });
});

test('names the variable that is missing, and only when it is asked for', () => {
  const environment = readEnvironment(
    { GITHUB_REPOSITORY: '', ACTIONS_ID_TOKEN_REQUEST_URL: 'https://idp/' },
    '/',
  );
  expect(environment.oidcRequest).toBeUndefined();
  expect(caught(() => environment.repository)).toEqual([
    'CUSTODY-907',
    'The variable GITHUB_REPOSITORY is missing.',
  ]);
});

test.each(['ftp://x', 'x', 'https://user:pw@x', 'https://x?q', 'https://x#h', 'file:///x'])(
  '%s is no base URL',
  (url) => {
    const environment = readEnvironment({ GITHUB_API_URL: url }, '/');
    expect(caught(() => environment.apiUrl)).toEqual([
      'CUSTODY-907',
      'The variable GITHUB_API_URL is not a plain http(s) URL.',
    ]);
  },
);

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error instanceof Fault ? [error.code, error.message] : error;
  }
}
