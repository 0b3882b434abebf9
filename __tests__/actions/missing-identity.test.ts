/** The hint of a verification without an identity repeats what a bundle claims of itself: hostile text. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { missingIdentity } from '../../src/actions/missing-identity.ts';
import { runs } from '../support/runs.ts';

const nobody = { repository: undefined, signerWorkflow: undefined };

function claiming(repository: string, path: string, ref: string) {
  const workflow = { repository: `https://github.com/${repository}`, path, ref };
  const statement = { predicate: { buildDefinition: { externalParameters: { workflow } } } };
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
  return { origin: 'x', bytes: Buffer.from(JSON.stringify({ dsseEnvelope: { payload } })) };
}

test('plain claims fill the lines, and are marked', () => {
  const { code, hint } = missingIdentity(nobody, [
    claiming('acme/shop', '.github/workflows/a.yml', 'refs/tags/v1'),
  ]);
  expect(code).toBe('CUSTODY-110');
  expect(hint.split('\n')).toEqual([
    'Filled with what the bundle claims of itself, which is NOT verified: check each line before you add it.',
    '  repository: acme/shop',
    '  signer-workflow: acme/shop/.github/workflows/a.yml',
    '  source-ref: refs/tags/v1',
  ]);
});

test.each([
  ['a line break', 'acme/shop', '.github/workflows/a.yml', 'refs/heads/x\n  issuer: https://evil.test'],
  ['a workflow command', 'acme/shop', '.github/workflows/a.yml\n::error::x', 'refs/heads/x'],
  ['an escape', 'acme/\u001b[31mshop', '.github/workflows/a.yml', 'refs/heads/x'],
  ['a template', 'acme/shop', '.github/workflows/${{ secrets.X }}.yml', 'refs/heads/x'],
])('T28 claims with %s are not shown at all', (_, repository, path, ref) => {
  const { hint } = missingIdentity(nobody, [claiming(repository, path, ref)]);
  expect(hint).not.toContain('acme');
  expect(hint).toContain('  repository: owner/name');
});

test('T28 whatever a bundle claims, the hint has four plain lines', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (repository, path, ref) => {
      const claims = claiming(`a/${repository}`, `.github/${path}`, `refs/${ref}`);
      expect(missingIdentity(nobody, [claims]).hint).toMatch(/^[ -~]+(?:\n {2}[a-z-]+: [\w./*-]+){3}$/);
    }),
    { numRuns: runs() },
  );
});
