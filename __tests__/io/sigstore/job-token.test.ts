/** Whose tokens are accepted before an instance is chosen: those of the GitHub that runs the job, or of the one named. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../../sandbox/sigstore/index.ts';
import { jobToken } from '../../../src/io/sigstore/job-token.ts';
import { GITHUB_ISSUER } from '../../../src/model/issuer.ts';
import { faultOf } from '../../support/faults.ts';
import { http } from './support.ts';

let sigstore: SandboxSigstore;
beforeAll(async () => {
  sigstore = await bootSigstore();
});
afterAll(() => sigstore.close());

function token(issuer: string | undefined, stated?: string) {
  const faults = stated === undefined ? {} : { token: { issuer: stated } };
  const { requestUrl, requestToken } = sigstore.registerJob(exampleClaims(), faults);
  const endpoint = { url: requestUrl, token: requestToken };
  const now = () => new Date();
  return jobToken({ endpoint, issuer, serverUrl: 'https://github.com', http, now, onMask: () => {} })();
}

const keysAsked = () => sigstore.requests.filter(({ path }) => path.startsWith('/.well-known/')).length;

test('the issuer that an instance names is accepted', async () => {
  expect((await token(sigstore.issuer)).claims.iss).toBe(sigstore.issuer);
});

test.each([
  ['any other than the named one', GITHUB_ISSUER, undefined],
  ['one that only begins like the named one', `${new URL('http://127.0.0.1').origin}`, undefined],
  ['one that is no GitHub, where none is named', undefined, undefined],
  ['that of another GitHub, where none is named', undefined, 'https://token.actions.acme.ghe.com'],
])('%s is refused before its keys are asked for', async (_, issuer, stated) => {
  const before = keysAsked();
  const fault = await faultOf(token(issuer, stated));
  expect(fault).toMatchObject({
    code: 'CUSTODY-302',
    message: expect.stringContaining('its issuer is not the one that is expected here'),
  });
  expect(keysAsked()).toBe(before);
});
