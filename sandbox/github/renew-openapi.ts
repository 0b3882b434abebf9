/**
 * Renews openapi.json from GitHub's own OpenAPI description, as the npm package @octokit/openapi carries it.
 *
 *     node sandbox/github/renew-openapi.ts node_modules/@octokit/openapi/generated/api.github.com.json
 *
 * The package is 386 MB, so only the cut is committed. The formatter runs over the file afterwards.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { cutDescription, type WantedOperation } from './cut-description.ts';

/** The routes that the sandbox serves, and no other. */
const WANTED: readonly WantedOperation[] = [
  { path: '/repos/{owner}/{repo}', method: 'get' },
  { path: '/repos/{owner}/{repo}/attestations', method: 'post' },
  { path: '/repos/{owner}/{repo}/attestations/{subject_digest}', method: 'get' },
  { path: '/repos/{owner}/{repo}/contents/{path}', method: 'get' },
  { path: '/repos/{owner}/{repo}/git/ref/{ref}', method: 'get' },
  { path: '/orgs/{org}/attestations/{subject_digest}', method: 'get' },
  { path: '/repos/{owner}/{repo}/actions/runs/{run_id}', method: 'get' },
  { path: '/repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}', method: 'get' },
  { path: '/repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs', method: 'get' },
  { path: '/repos/{owner}/{repo}/check-runs', method: 'post' },
  { path: '/repos/{owner}/{repo}/check-runs/{check_run_id}', method: 'patch' },
  { path: '/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', method: 'get' },
  { path: '/repos/{owner}/{repo}/commits/{ref}/check-runs', method: 'get' },
];

const file = process.argv[2];
if (file === undefined) throw new Error('usage: renew-openapi.ts PATH/TO/api.github.com.json');
const source = JSON.parse(await readFile(file, 'utf8')) as { info: { version: string } };
const info = {
  title: "GitHub's REST API, the operations in use",
  version: source.info.version,
  description: `Cut by renew-openapi.ts from @octokit/openapi ${source.info.version}, generated/api.github.com.json`,
  license: { name: 'MIT', url: 'https://github.com/octokit/openapi/blob/main/LICENSE' },
  'x-copyright': 'Copyright (c) 2020 Octokit contributors',
};
const slim = cutDescription(source, WANTED, info);
await writeFile(new URL('openapi.json', import.meta.url), `${JSON.stringify(slim, null, 2)}\n`);
