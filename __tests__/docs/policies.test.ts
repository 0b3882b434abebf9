/** The policies and cases on the pages: each is read, and the commands of "Test a policy" are run on them as they stand. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bootSigstore, exampleClaims, type SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { openStand, type Stand } from '../actions/policy-stand.ts';
import { type Page, readPage, readPages } from '../support/pages.ts';
import { content, evidence } from '../support/stand.ts';

let sigstore: SandboxSigstore;
let stand: Stand;
beforeAll(async () => {
  sigstore = await bootSigstore();
  stand = openStand(sigstore);
});
afterAll(async () => {
  stand.close();
  await sigstore.close();
});

/** The fragments that name the file that they are. */
function filesOf({ blocks }: Page): Readonly<Record<string, string>> {
  return Object.fromEntries(
    blocks.flatMap(({ words, text }) => (words[1] === undefined ? [] : [[words[1], text]])),
  );
}

const policies = readPages('docs/recipes').flatMap((page) =>
  Object.entries(filesOf(page)).flatMap(([file, text]) =>
    file === '.github/custody.yml' ? [[page.path, text] as const] : [],
  ),
);

test('there are policies to hold', () => {
  expect(policies.length).toBeGreaterThanOrEqual(2);
});

test.each(policies)('the policy of %s is valid, and can be explained', (_, text) => {
  stand.write({ 'custody.yml': text });
  expect(stand.policy('check', 'custody.yml')).toMatchObject({ status: 0, stderr: '' });
  const ended = stand.policy('explain', 'custody.yml', 'dist/app.tgz');
  expect(ended.stdout).toContain('dist/app.tgz passes where all of this is true');
});

test('the commands of "Test a policy" end well, on evidence of the sandbox', async () => {
  const page = readPage('docs/recipes/test-a-policy.md');
  const files = filesOf(page);
  // The sandbox stands in for the public instance.
  const policy = (files['.github/custody.yml'] ?? '').replace(
    'root: public',
    `root: acme\n    issuer: ${sigstore.issuer}`,
  );
  const claims = { run_id: '1', run_attempt: '1' };
  const cases = '.github/policy-cases';
  stand.write({
    ...files,
    '.github/custody.yml': policy,
    [`${cases}/app.tgz`]: content,
    [`${cases}/release.sigstore.json`]: await evidence(sigstore, { claims }),
    [`${cases}/branch.sigstore.json`]: await evidence(sigstore, {
      claims: { ...claims, ref: 'refs/heads/new' },
    }),
  });
  expect(exampleClaims(claims).repository).toBe('acme/shop');
  const commands = page.blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'));
  expect(commands).toHaveLength(3);
  const run = (command: string) => {
    const [, , ...words] = command.split(' ');
    const roots = words[0] === 'test' ? ['--roots', 'acme=trusted_root.json'] : [];
    const ended = stand.policy(...words, ...roots);
    expect([ended.stderr, ended.calls, ended.status]).toEqual(['', '', 0]);
    return ended.stdout;
  };
  for (const command of commands.slice(0, 2)) run(command);
  const [whole = ''] = commands.slice(2);
  const [, address, file] = / --extends ([^=]+)=(.+)$/.exec(whole) ?? [];
  stand.write({ '.github/custody.yml': `${policy}extends: ["${address}"]\n`, [`${file}`]: policy });
  expect(run(whole)).toContain('2 rules, 0 without both cases.');
  const inWorkflow = page.text.match(/dist\/index\.js (policy test .*)/)?.[1];
  expect(commands).toContain(`custody ${inWorkflow}`);
});
