/** Each rule of the house, shown to fire on a bad sample and to stay silent on a good one. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '../support/runs.ts';
import { readFacts } from './facts.ts';
import { brokenRules } from './rooms.ts';
import { describeSpread, spreadOf } from './sizes.ts';
import { loosePins, machinePaths, privateSources, templatedScripts, yamlBlocks } from './texts.ts';

const broken = (path: string, source: string): readonly string[] => brokenRules(path, readFacts(source));
const commit = '3d3c42e5aac5ba805825da76410c181273ba90b1';

describe('imports', () => {
  test.each([
    ['src/model/a.ts', `import { b } from '../formats/b.ts';`, 'model imports formats (../formats/b.ts)'],
    ['src/formats/a.ts', `export { b } from '../verify/b.ts';`, 'formats imports verify (../verify/b.ts)'],
    ['src/formats/deep/a.ts', `export * from '../../io/b.ts';`, 'formats imports io (../../io/b.ts)'],
    [
      'src/verify/a.ts',
      `import type { B } from '../statements/b.ts';`,
      'verify imports statements (../statements/b.ts)',
    ],
    ['src/verify/a.ts', `type B = import('../kit/b.ts').B;`, 'verify imports kit (../kit/b.ts)'],
    ['src/statements/a.ts', `await import('../io/b.ts');`, 'statements imports io (../io/b.ts)'],
    ['src/actions/a.ts', `import '../io/b.ts';`, 'actions imports io (../io/b.ts)'],
    ['src/io/a.ts', `import '../kit/b.ts';`, 'io imports kit (../kit/b.ts)'],
    ['src/kit/run.ts', `await import('../io/b.ts');`, 'kit imports io (../io/b.ts)'],
    ['src/kit/wire.ts', `import '../io/b.ts';`, 'kit/wire.ts imports ../io/b.ts at once: use await import()'],
    [
      'src/kit/wire.ts',
      `import '../verify/b.ts';`,
      'kit/wire.ts imports ../verify/b.ts at once: use await import()',
    ],
    ['src/model/a.ts', `import '../../sandbox/b.ts';`, 'model imports ../../sandbox/b.ts, outside src'],
    ['src/kit/a.ts', 'await import(name);', 'kit imports a module that is not named literally'],
    ['src/verify/a.ts', `import fs from 'node:fs';`, 'verify imports node:fs'],
    ['src/verify/a.ts', `import fs from 'node:fs/promises';`, 'verify imports node:fs/promises'],
    ['src/kit/a.ts', `import { request } from '@octokit/request';`, 'kit imports @octokit/request'],
    ['src/kit/a.ts', `import { create } from '@actions/glob';`, 'kit imports @actions/glob'],
    ['src/verify/a.ts', `import { Fulcio } from '@sigstore/sign';`, 'verify imports @sigstore/sign'],
    ['src/model/a.ts', `import type { Bundle } from '@sigstore/bundle';`, 'model imports @sigstore/bundle'],
    ['src/io/a.ts', `import * as core from '@actions/core';`, 'io imports @actions/core'],
    ['src/kit/a.ts', `import { parse } from 'yaml';`, 'kit imports yaml'],
    ['src/model/a.ts', `import { env } from 'node:process';`, 'model imports node:process'],
    [
      'src/kit/a.ts',
      `import { getIDToken } from '@actions/core';`,
      'getIDToken is forbidden: the OIDC client is ours',
    ],
    ['src/attic/a.ts', '', 'src/attic is not a room of this house'],
    ['sandbox/a.ts', `import '../src/verify/b.ts';`, 'sandbox imports src/verify'],
    ['sandbox/deep/a.ts', `import '../../src/statements/b.ts';`, 'sandbox imports src/statements'],
    ['sandbox/a.ts', `import { Verifier } from '@sigstore/verify';`, 'sandbox imports @sigstore/verify'],
  ])('%s: %s', (path, source, expected) => {
    expect(broken(path, source)).toEqual([expected]);
  });

  test.each([
    ['src/verify/a.ts', `import { a } from '../model/a.ts'; import { Verifier } from '@sigstore/verify';`],
    ['src/io/a.ts', `import { createReadStream } from 'node:fs'; import '../ports/files.ts';`],
    [
      'src/kit/wire.ts',
      `import type { A } from '../io/a.ts'; const a = await import('../io/a.ts'); await import('../verify/a.ts');`,
    ],
    ['src/kit/a.ts', `import * as core from '@actions/core';`],
    ['src/model/a.ts', `import { createHash } from 'node:crypto';`],
    ['src/main.ts', `#!/usr/bin/env node\nconst verbs = { seal: () => import('./actions/seal.ts') };`],
    ['sandbox/a.ts', `import '../src/formats/b.ts'; import http from 'node:http'; console.log(process.env);`],
    ['src/model/a.ts', `// import '../io/b.ts'\nconst a = "import '../io/b.ts'"; /* from 'node:fs' */`],
  ])('%s may: %s', (path, source) => {
    expect(broken(path, source)).toEqual([]);
  });
});

describe('ways to the world', () => {
  test.each([
    [`process.env['A'];`, 'process.env'],
    [`process['env'].A;`, 'process.env'],
    ['const { env } = process;', 'process.env'],
    ['const now = Date.now();', 'clock'],
    ['const now = performance.now();', 'clock'],
    ['const now = new Date();', 'clock'],
    ['const now = new Date;', 'clock'],
    ['const now = Date();', 'clock'],
    [`await fetch('x');`, 'fetch'],
    [`const a = () => console.error('x');`, 'console'],
    [`process.stdout.write('x');`, 'process.stdout'],
    [`process['stderr'].write('x');`, 'process.stdout'],
    [`globalThis['fetch']('x');`, 'globalThis'],
    [`require('fs');`, 'require'],
  ])('model may not: %s', (source, use) => {
    expect(broken('src/model/a.ts', source)).toEqual([`model uses ${use}`]);
  });

  test('io and kit may, but only kit prints', () => {
    const source = `process.env['A']; Date.now(); await fetch('x'); console.log(1);`;
    expect(broken('src/io/a.ts', source)).toEqual([]);
    expect(broken('src/kit/a.ts', `${source} process.stdout.write('x');`)).toEqual([]);
    expect(broken('src/io/a.ts', `process.stdout.write('x');`)).toEqual(['io uses process.stdout']);
  });

  test('a time that is given, a name that is a property, and words in strings are nobody’s business', () => {
    const source = `new Date(0); port.fetch('x'); 'process.env'; // Date.now()\n/* console.log */ \`fetch(1)\`;`;
    expect(broken('src/model/a.ts', source)).toEqual([]);
  });

  test('text inside comments and strings is never a fact', () => {
    const words = fc.constantFrom(
      'process.env',
      'Date.now()',
      "import 'node:fs'",
      'fetch(1)',
      'console.log',
      '\n',
      'ä',
    );
    fc.assert(
      fc.property(fc.array(words), (parts) => {
        const text = parts.join(' ');
        expect(broken('src/model/a.ts', `/* ${text} */ const a = ${JSON.stringify(text)};`)).toEqual([]);
      }),
      { numRuns: runs() },
    );
  });
});

describe('sizes', () => {
  test('counts the lines of functions, methods and arrows, also after letters of several bytes', () => {
    readFacts('const earlier = 1;');
    const source = [
      '// ünïcödé → 🔒',
      'function a() {',
      '  return 1;',
      '}',
      'const b = () => {',
      '  a();',
      '  a();',
      '};',
      'class C {',
      '  m() {',
      '    return 1;',
      '  }',
      '}',
      'const short = () => 1;',
    ].join('\n');
    expect(readFacts(source).functions).toEqual([3, 4, 3]);
  });

  test('takes percentiles by nearest rank', () => {
    expect(spreadOf([])).toEqual({ count: 0, median: 0, p95: 0, max: 0 });
    expect(spreadOf(Array.from({ length: 100 }, (_, index) => 100 - index))).toEqual({
      count: 100,
      median: 50,
      p95: 95,
      max: 100,
    });
    expect(describeSpread('files', spreadOf([3, 1]), '80')).toBe(
      'files: 2, lines median 1, p95 3, max 3 (budget 80)',
    );
  });
});

describe('pins', () => {
  test.each([
    ['- uses: actions/checkout@v7', 'actions/checkout@v7 is not pinned by its full commit'],
    ['- uses: actions/checkout', 'actions/checkout is not pinned by its full commit'],
    [`- { uses: "a/b@${commit.slice(1)}" } # v1`, `a/b@${commit.slice(1)} is not pinned by its full commit`],
    ['uses: docker://alpine:3', 'docker://alpine:3 is not pinned by its full commit'],
    ['uses: ../elsewhere', '../elsewhere is not pinned by its full commit'],
    ['uses: $/actions/verify', '$/actions/verify is not pinned by its full commit'],
    [
      'uses: custody-actions/custody@<commit>',
      'custody-actions/custody@<commit> is not pinned by its full commit',
    ],
    [`uses: a/b@${commit}`, `a/b@${commit} does not say which version it is`],
  ])('%s', (text, expected) => {
    expect(loosePins(text)).toEqual([expected]);
  });

  test.each([
    `- uses: actions/checkout@${commit} # v7.0.1`,
    `- uses: 'a/b/c@${commit}' # v1`,
    `uses: custody-actions/custody@${'0'.repeat(40)}`,
    `uses: custody-actions/custody/actions/verify@${'0'.repeat(40)} # v1`,
    'uses: ./actions/verify',
    `uses: docker://alpine@sha256:${'a'.repeat(64)}`,
    'Every `uses:` is pinned.',
  ])('silent: %s', (text) => {
    expect(loosePins(text)).toEqual([]);
  });
});

describe('scripts', () => {
  test('a template expression is found wherever `run:` stands, however it is written', () => {
    const text = [
      'runs:',
      '  steps:',
      '    - run: echo ${{ inputs.a }}',
      '    - run: |',
      '        :',
      '        echo ${{ b }}',
    ].join('\n');
    expect(templatedScripts(text)).toEqual([
      'a template expression in a script: echo ${{ inputs.a }}',
      'a template expression in a script: :',
    ]);
    expect(templatedScripts(`{ "run": "echo ${'$'}{{ a }}" }`)).toHaveLength(1);
  });

  test('elsewhere it may stand, and defaults named run are no scripts', () => {
    const text = [
      'defaults: { run: { shell: bash } }',
      'env: { A: "${{ a }}" }',
      'steps: [{ run: echo "$A" }]',
    ].join('\n');
    expect(templatedScripts(text)).toEqual([]);
  });

  test('what cannot be read is a finding, not a pass', () => {
    expect(templatedScripts('a: [')[0]).toMatch(/^is not YAML: /);
  });

  test('the blocks of a page are found, indented ones too', () => {
    const page = [
      'text',
      '```yaml',
      'a: 1',
      '```',
      '- item',
      '  ```yml title',
      '  b: 2',
      '  ```',
      '```sh',
      'c: 3',
      '```',
    ].join('\n');
    expect(yamlBlocks(page)).toEqual(['a: 1\n', 'b: 2\n']);
  });
});

describe('machines', () => {
  test.each(['see /work/x', '"/tmp/out"', 'cd /root/a', '(/home/jo/a)', '/Users/jo/x', 'C:\\Users\\jo'])(
    '%s',
    (text) => {
      expect(machinePaths(text)).toHaveLength(1);
    },
  );

  test.each([
    '$RUNNER_TEMP/tmp/x',
    '/home/runner/work/x',
    '../work/',
    'https://a.example/work/',
    '${x}/tmp/a',
    '/usr/bin/env',
  ])('silent: %s', (text) => {
    expect(machinePaths(text)).toEqual([]);
  });

  test('package sources', () => {
    expect(privateSources('registry=https://npm.example/')).toEqual([
      'names a package source: registry=https://npm.example/',
    ]);
    expect(privateSources('@acme:registry=https://npm.example/')).toHaveLength(1);
    expect(privateSources('--index-url https://pypi.example/simple')).toHaveLength(1);
    expect(privateSources('"resolved": "https://npm.example/a.tgz"')).toEqual([
      'resolves to https://npm.example/a.tgz',
    ]);
    expect(
      privateSources('omit-lockfile-registry-resolved=true\n"resolved": "https://registry.npmjs.org/a"'),
    ).toEqual([]);
  });
});
