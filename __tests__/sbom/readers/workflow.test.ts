/** Workflows and actions of GitHub: what they run, and what is refused. */
import { describe, expect, test } from '@jest/globals';
import { reader } from '../../../src/sbom/readers/workflow.ts';
import { readAs } from '../corpus.ts';
import { bytesOf, describeHostile, faultOf } from './hostile-text.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const digest = `sha256:${'a'.repeat(64)}`;

const genuine = `name: build 👩‍🚀
on: [push]
jobs:
  call:
    uses: example/workflows/.github/workflows/build.yml@${commit}
  local:
    uses: ./.github/workflows/other.yml
  build:
    runs-on: ubuntu-latest
    container: ghcr.io/example/image:5000
    services:
      db:
        image: localhost:5000/db@${digest}
      cache: { image: redis }
    steps: &steps
      - &checkout
        uses: actions/checkout@v4
      - uses: ./.github/actions/x
      - uses: 'docker://alpine:3.20@${digest}'
      - run: |
          uses: not/this@v1
      - name: again
        with: { uses: "nor/this@v1" }
        uses: actions/checkout@v4
      - *checkout
      - uses: "actions/cache/save@${commit}" # v4
  matrix:
    container: \${{ matrix.image }}
    services: \${{ fromJSON(inputs.services) }}
    steps: *steps
`;

const read = (text: string, name = '.github/workflows/ci.yml') => readAs(reader, name, bytesOf(text));
const listed = async (text: string, name?: string) =>
  (await read(text, name)).packages.map((one) => `${one.at.line} ${one.type} ${one.name} ${one.version}`);

describe('workflow', () => {
  test('knows what jobs run, once each, and nothing of its own repository', async () => {
    expect(await listed(genuine)).toEqual([
      `5 github example/workflows/.github/workflows/build.yml ${commit}`,
      '10 docker ghcr.io/example/image 5000',
      `13 docker localhost:5000/db ${digest}`,
      '14 docker redis ',
      '17 github actions/checkout v4',
      `19 docker alpine ${digest}`,
      `26 github actions/cache/save ${commit}`,
    ]);
  });

  test('says what is not known before it runs', async () => {
    const { gaps } = await read(genuine);
    expect(gaps.map(({ at, message }) => `${at.line} ${message}`)).toEqual([
      '14 redis is not pinned to a version',
      '28 what is run there is not known before it runs',
      '29 what is run there is not known before it runs',
    ]);
  });

  test('is needed to build, and pinned by a commit only', async () => {
    const { packages } = await read(genuine);
    expect(packages.every(({ scope }) => scope === 'development')).toBe(true);
    expect(packages.flatMap(({ origin }) => origin ?? [])).toEqual([
      { kind: 'git', url: 'https://github.com/example/workflows', commit },
      { kind: 'git', url: 'https://github.com/actions/cache', commit },
    ]);
  });

  test.each([
    ['runs:\n  using: composite\n  steps:\n    - uses: a/b@v1\n', ['4 github a/b v1']],
    ['runs:\n  using: docker\n  image: docker://alpine:3\n', ['3 docker alpine 3']],
    ['runs:\n  using: docker\n  image: ../Dockerfile\n', []],
    ['runs:\n  using: node24\n  main: index.js\n', []],
    ['name: no action\n', []],
    ['', []],
  ])('knows what an action runs: %j', async (text, expected) => {
    expect(await listed(text, 'actions/x/action.yaml')).toEqual(expected);
  });

  test.each(['a', 'a/b', 'a/b@', '@v1', 'a/b@v1@v2', 'a /b@v1', 'docker://', 'docker://-x', '${{ x }}'])(
    'has a gap where it uses %j',
    async (uses) => {
      const { packages, gaps } = await read(
        `jobs:\n  a:\n    steps:\n      - uses: ${JSON.stringify(uses)}\n`,
      );
      expect(packages).toEqual([]);
      expect(gaps.map(({ at }) => at.line)).toEqual([4]);
    },
  );

  test.each([
    ['what is no YAML', 'jobs:\n  a: [\n', /^\d CUSTODY-410 /],
    ['jobs that are none', 'name: x\njobs: 3\n', /^2 CUSTODY-410 /],
    ['a job that is none', 'jobs:\n  a: 3\n', /^2 CUSTODY-410 /],
    ['steps that are none', 'jobs:\n  a:\n    steps: {}\n', /^3 CUSTODY-410 /],
    ['a step that is none', 'jobs:\n  a:\n    steps:\n      - text\n', /^4 CUSTODY-410 /],
    ['a key twice', 'jobs:\n  a:\n    uses: a/b@v1\n    uses: a/c@v1\n', /^4 CUSTODY-410 .*twice/],
    ['`__proto__`', 'jobs:\n  __proto__:\n    uses: a/b@v1\n', /^2 CUSTODY-410 .*__proto__/],
    ['a merge key', 'jobs:\n  a: &a\n    uses: a/b@v1\n  b:\n    <<: *a\n', /^5 CUSTODY-410 .*merge key/],
    ['deep nesting', `jobs: ${'['.repeat(200)}`, /CUSTODY-404 /],
  ])('refuses %s', async (_, text, message) => {
    expect(await faultOf(() => read(text))).toMatch(message);
  });
});

describeHostile(reader, '.github/workflows/ci.yml', genuine);

test('reads thousands of steps, and refuses a file that nobody wrote', async () => {
  const text = (count: number) =>
    `runs:\n  steps:\n${Array.from({ length: count }, (_, n) => `  - uses: a/b${n}@v1\n`).join('')}`;
  expect((await read(text(5_000), 'action.yml')).packages.length).toBe(5_000);
  expect(await faultOf(() => read(text(60_000), 'action.yml'))).toMatch(/CUSTODY-404 .*1048576 bytes/);
});
