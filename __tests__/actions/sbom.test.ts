/** `sbom` as a process: made, held against its artifact, compared; the same bytes for the same inputs. */
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { strongDigests } from '../../src/formats/peek.ts';
import { reportSchema } from '../../src/report/json-schema.ts';
import { buildIn, COMMITTED, custody, type Ended, jsonIn, lockfile } from './sbom-support.ts';

let folder: string;
let first: Ended;
beforeAll(async () => {
  folder = buildIn();
  first = await custody(folder, ['sbom', 'make', 'app.tgz', '--format', 'both', '--json', 'report.json']);
});
afterAll(() => rmSync(folder, { recursive: true }));

const cdx = 'custody-sboms/app.tgz.cdx.json';
const spdx = 'custody-sboms/app.tgz.spdx.json';

interface Document {
  readonly metadata: {
    readonly timestamp?: string;
    readonly properties: readonly { readonly name: string; readonly value: string }[];
  };
  readonly components: readonly { readonly purl: string; readonly hashes?: readonly object[] }[];
}

const Ajv = createRequire(import.meta.url)('ajv/dist/2020').default;
const validate = new Ajv({ strict: true, formats: { 'date-time': true } }).compile(reportSchema);

function reportIn(path: string) {
  const report = jsonIn<{
    readonly sboms: readonly [{ readonly truth: Record<string, unknown>; readonly components: number }];
  }>(folder, path);
  expect([validate(report), validate.errors]).toEqual([true, null]);
  return report;
}

describe('make', () => {
  test('lists what the package holds, as the lockfile knows it, and nothing else that is locked', () => {
    expect([first.code, first.error]).toEqual([0, '']);
    const { components, metadata } = jsonIn<Document>(folder, cdx);
    expect(components.map(({ purl }) => purl)).toEqual(['pkg:npm/left-pad@1.3.0']);
    expect(components[0]?.hashes).toEqual([{ alg: 'SHA-512', content: '01'.repeat(64) }]);
    expect(metadata.timestamp).toBe(new Date(COMMITTED * 1000).toISOString().replace('.000', ''));
    const { precision, recall, opaque } = reportIn('report.json').sboms[0].truth;
    expect([precision, recall, opaque]).toEqual([1, 1, 0]);
  });

  test('says the same on the terminal, with its figures', () => {
    expect(first.out).toMatch(/^pass {5}app\.tgz/m);
    expect(first.out).toContain('1 component, fields 0.');
    expect(first.out).toContain('precision 1.00, recall 1.00');
  });

  test('the same inputs make the same bytes, wherever the folder lies and whatever it is called', async () => {
    const other = buildIn();
    copyFileSync(join(folder, 'app.tgz'), join(other, 'app.tgz'));
    await custody(other, ['sbom', 'make', '--format', 'both', '--', 'app.tgz'], {
      TZ: 'Asia/Tokyo',
      LANG: 'tr_TR',
    });
    for (const path of [cdx, spdx])
      expect(readFileSync(join(other, path))).toEqual(readFileSync(join(folder, path)));
    rmSync(other, { recursive: true });
  });

  test('SOURCE_DATE_EPOCH comes before the commit, and what is no time is refused', async () => {
    const make = (epoch: string) =>
      custody(folder, ['sbom', 'make', 'app.tgz', '--folder', 'dated'], { SOURCE_DATE_EPOCH: epoch });
    expect((await make('86400')).code).toBe(0);
    expect(jsonIn<Document>(folder, 'dated/app.tgz.cdx.json').metadata.timestamp).toBe(
      '1970-01-02T00:00:00Z',
    );
    const { code, error } = await make('yesterday');
    expect([code, error]).toEqual([2, expect.stringContaining('CUSTODY-907')]);
  });

  test('without either it states no time, and says so', async () => {
    const other = buildIn({ isRepository: false });
    const { code, out } = await custody(other, ['sbom', 'make', 'app.tgz']);
    expect([code, out]).toEqual([0, expect.stringContaining('The SBOM states no time')]);
    expect(jsonIn<Document>(other, cdx).metadata.timestamp).toBeUndefined();
    rmSync(other, { recursive: true });
  });

  test('in a step, gaps of a lockfile are annotated at their lines, once', async () => {
    const step = {
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: folder,
      GITHUB_OUTPUT: join(folder, 'output'),
      GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    };
    for (const file of ['output', 'summary']) writeFileSync(join(folder, file), '');
    const inputs = { INPUT_FILES: 'package-lock.json', INPUT_COMMAND: 'make', INPUT_JSON: 'locked.json' };
    const { code, out } = await custody(folder, ['sbom'], { ...step, ...inputs });
    expect(code).toBe(0);
    const warnings = out.split('\n').filter((line) => line.startsWith('::warning '));
    expect(warnings).toContainEqual(
      expect.stringMatching(/^::warning title=Custody sbom,file=package-lock\.json,line=\d+::.*missing/),
    );
    expect(new Set(warnings).size).toBe(warnings.length);
    const output = readFileSync(join(folder, 'output'), 'utf8');
    expect(output).toContain('custody-sboms/package-lock.json.cdx.json');
    expect(readFileSync(join(folder, 'summary'), 'utf8')).toContain('SBOM of');
    expect(reportIn('locked.json').sboms[0]).not.toHaveProperty('truth');
  });

  test('lockfiles in any order make the same bytes', async () => {
    mkdirSync(join(folder, 'more'), { recursive: true });
    const other = readFileSync(join(folder, 'package-lock.json'), 'utf8').replace('WTFPL', 'MIT');
    writeFileSync(join(folder, 'more/package-lock.json'), other);
    const [a, b] = ['package-lock.json', 'more/package-lock.json'];
    const made: Buffer[] = [];
    for (const [index, locks] of [
      [a, b],
      [b, a],
      [a, b, a],
    ].entries()) {
      const named = locks.flatMap((path) => ['--lockfiles', path]);
      const words = ['sbom', 'make', '--folder', `order-${index}`, ...named, '--', 'app.tgz'];
      expect((await custody(folder, words)).code).toBe(0);
      made.push(readFileSync(join(folder, `order-${index}/app.tgz.cdx.json`)));
    }
    expect(made[1]).toEqual(made[0]);
    expect(made[2]).toEqual(made[0]);
  });

  test.each([
    ['no file', ['make'], 'CUSTODY-101'],
    ['a file that is not there', ['make', 'nowhere.tgz'], 'CUSTODY-201'],
    ['a lockfile that is not there', ['make', 'app.tgz', '--lockfiles', 'nowhere.lock'], 'CUSTODY-201'],
    ['a lockfile that nobody knows', ['make', 'app.tgz', '--lockfiles', 'app.tgz'], 'CUSTODY-410'],
    [
      'T25 a lockfile outside of the workspace',
      ['make', 'app.tgz', '--lockfiles', '../package-lock.json'],
      'CUSTODY-201',
    ],
    ['a version that is not written', ['make', 'app.tgz', '--spec-version', '1.5'], 'CUSTODY-102'],
    ['an archive that is cut short', ['make', 'short.tgz'], 'CUSTODY-410'],
  ])('refuses %s', async (_, words, code) => {
    writeFileSync(join(folder, 'short.tgz'), readFileSync(join(folder, 'app.tgz')).subarray(0, 100));
    const ended = await custody(folder, ['sbom', ...words]);
    expect([ended.code, ended.error]).toEqual([2, expect.stringContaining(code)]);
  });
});

describe('the folder in which the build ran', () => {
  /** `app.tgz` in a folder of the workspace, and what lies beside it. */
  function inFolder(path: string, files: Readonly<Record<string, string>> = {}): void {
    mkdirSync(join(folder, path), { recursive: true });
    copyFileSync(join(folder, 'app.tgz'), join(folder, path, 'app.tgz'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, path, name), text);
  }
  const make = (base: string, ...words: string[]) =>
    custody(folder, ['sbom', 'make', '--base', base, '--folder', base, ...words, '--', `${base}/app.tgz`]);
  const made = (base: string) => {
    const { components, metadata } = jsonIn<Document>(folder, `${base}/app.tgz.cdx.json`);
    return { hashes: components[0]?.hashes?.length ?? 0, time: metadata.timestamp };
  };
  const time = new Date(COMMITTED * 1000).toISOString().replace('.000', '');

  test('is found above the base, up to the workspace, with its commit', async () => {
    inFolder('out/release');
    expect((await make('out/release')).code).toBe(0);
    expect(made('out/release')).toEqual({ hashes: 1, time });
  });

  test('is the nearest one that has a lockfile, and an action.yml is none', async () => {
    const empty = '{"lockfileVersion":3,"packages":{"":{"name":"app"}}}';
    inFolder('packages/app', { 'package-lock.json': empty });
    inFolder('packages/app/dist', { 'action.yml': 'runs: {using: node24, main: index.js}' });
    await make('packages/app/dist');
    expect(made('packages/app/dist')).toEqual({ hashes: 0, time });
  });

  test('holds the base and the lockfiles that are named', async () => {
    inFolder('a/b');
    const lock = jsonIn<{ packages: Record<string, object> }>(folder, 'package-lock.json');
    mkdirSync(join(folder, 'a/locks'), { recursive: true });
    writeFileSync(join(folder, 'a/locks/package-lock.json'), JSON.stringify(lock));
    expect((await make('a/b', '--lockfiles', '../locks/package-lock.json')).code).toBe(0);
    expect(made('a/b').hashes).toBe(1);
  });

  test.each([
    ['faults', 'broken/dist', 'broken/dist/app.tgz', '{\n"lockfileVersion": 9}', 2, 'error'],
    ['gaps', 'gaping', 'gaping/package-lock.json', lockfile, 0, 'warning'],
  ])('is where %s of its lockfiles are annotated', async (_, base, artifact, text, ends, command) => {
    inFolder(base);
    const [top = ''] = base.split('/');
    writeFileSync(join(folder, top, 'package-lock.json'), text);
    const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') };
    for (const file of Object.values(files)) writeFileSync(file, '');
    const step = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: folder, ...files };
    const { code, out } = await custody(folder, ['sbom'], {
      ...step,
      INPUT_FILES: artifact,
      INPUT_BASE: base,
    });
    const place = new RegExp(`^::${command} [^\\n]*file=${top}/package-lock\\.json`, 'm');
    expect([code, out]).toEqual([ends, expect.stringMatching(place)]);
  });

  test('T25 lies in the workspace: what is above is not read, and no link leads there', async () => {
    inFolder('inner');
    symlinkSync('../package-lock.json', join(folder, 'inner/package-lock.json'));
    const inner = { GITHUB_WORKSPACE: join(folder, 'inner') };
    const makeInner = (...words: string[]) =>
      custody(join(folder, 'inner'), ['sbom', 'make', ...words, '--', 'app.tgz'], inner);
    for (const lockfile of ['package-lock.json', '../package-lock.json']) {
      const named = await makeInner('--lockfiles', lockfile);
      expect([named.code, named.error]).toEqual([2, expect.stringContaining('CUSTODY-201')]);
    }
    await makeInner();
    const { components } = jsonIn<Document>(folder, `inner/${cdx}`);
    expect(components[0]).not.toHaveProperty('hashes');
  });
});

describe('check', () => {
  const check = (path: string, ...words: string[]) =>
    custody(folder, ['sbom', 'check', path, '--artifact', 'app.tgz', '--json', 'checked.json', ...words]);
  const changed = (path: string, change: (document: never) => object) => {
    writeFileSync(join(folder, 'changed.json'), JSON.stringify(change(jsonIn<never>(folder, path))));
    return check('changed.json');
  };

  test.each([cdx, spdx])(
    '%s passes against what it was made of, with the figures that it states',
    async (path) => {
      const { code, out } = await check(path);
      expect([code, out]).toEqual([0, expect.stringContaining('precision 1.00')]);
      expect(reportIn('checked.json').sboms[0].truth).toEqual(reportIn('report.json').sboms[0].truth);
    },
  );

  test('T1 an SBOM of another artifact', async () => {
    const other = readFileSync(join(folder, cdx), 'utf8').replaceAll(
      strongDigests(readFileSync(join(folder, 'app.tgz')))['sha256'] ?? '',
      'd'.repeat(64),
    );
    writeFileSync(join(folder, 'changed.json'), other);
    const { code, out } = await check('changed.json');
    expect([code, out]).toEqual([1, expect.stringContaining('CUSTODY-528')]);
  });

  test('T21 more than is there costs precision, and is named', async () => {
    const { code, out } = await changed(cdx, (document: { components: object[] }) => ({
      ...document,
      components: [...document.components, { type: 'library', name: 'bogus', purl: 'pkg:npm/bogus@6.6.6' }],
    }));
    expect([code, out]).toEqual([1, expect.stringContaining('CUSTODY-529')]);
    expect(out).toContain('pkg:npm/bogus@6.6.6');
    expect(reportIn('checked.json').sboms[0].truth['precision']).toBe(0.5);
  });

  test('T21 less than is there costs recall, and is named with its place', async () => {
    const { code, out } = await changed(cdx, (document: object) => ({ ...document, components: [] }));
    expect([code, out]).toEqual([1, expect.stringContaining('pkg:npm/left-pad@1.3.0')]);
    expect(out).toContain('package/node_modules/left-pad/package.json');
  });

  test('T28 what an SBOM calls its parts is no command for the runner', async () => {
    const purl = 'pkg:npm/x%0A::error::owned@1';
    const { out } = await changed(cdx, (document: { components: object[] }) => ({
      ...document,
      components: [
        { type: 'library', name: '\n::error::owned\n', version: '\u001b[31m' },
        { type: 'library', name: 'y', purl },
      ],
    }));
    expect(out).not.toMatch(/^::/m);
    expect(out).not.toContain('\u001b[31m');
  });

  test.each([
    ['no artifact', ['check', cdx], 'CUSTODY-103'],
    ['two SBOMs', ['check', cdx, spdx, '--artifact', 'app.tgz'], 'CUSTODY-103'],
    ['an SBOM that is not there', ['check', 'nowhere.json', '--artifact', 'app.tgz'], 'CUSTODY-201'],
    ['what is no SBOM', ['check', 'package-lock.json', '--artifact', 'app.tgz'], 'CUSTODY-408'],
    ['what is no JSON', ['check', 'app.tgz', '--artifact', 'app.tgz'], 'CUSTODY-406'],
    ['a share that is none', ['check', cdx, '--artifact', 'app.tgz', '--precision', '1.5'], 'CUSTODY-102'],
    ['a share in percent', ['check', cdx, '--artifact', 'app.tgz', '--recall', '98%'], 'CUSTODY-102'],
  ])('refuses %s', async (_, words, code) => {
    const ended = await custody(folder, ['sbom', ...words]);
    expect([ended.code, ended.error]).toEqual([2, expect.stringContaining(code)]);
  });
});

describe('diff', () => {
  const diff = (...words: string[]) => custody(folder, ['sbom', 'diff', ...words]);
  test('between the two formats of one SBOM nothing differs', async () => {
    const { code, out } = await diff(cdx, spdx, '--print', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ version: 1, added: [], removed: [], changed: [], licences: [] });
  });
  test('a version that went up, as a table and as Markdown', async () => {
    const newer = readFileSync(join(folder, cdx), 'utf8').replaceAll('1.3.0', '1.4.0');
    writeFileSync(join(folder, 'newer.json'), newer);
    const table = await diff(cdx, 'newer.json');
    expect([table.code, table.out]).toEqual([
      0,
      expect.stringMatching(/upgraded.*npm\/left-pad.*1\.3\.0.*1\.4\.0/),
    ]);
    expect((await diff(cdx, 'newer.json', '--print', 'markdown')).out).toContain('| upgraded |');
  });
  test.each([
    ['one SBOM', [cdx], 'CUSTODY-103'],
    ['three', [cdx, cdx, cdx], 'CUSTODY-103'],
    ['one that is not there', [cdx, 'nowhere.json'], 'CUSTODY-201'],
  ])('refuses %s', async (_, words, code) => {
    const { code: ended, error } = await diff(...words);
    expect([ended, error]).toEqual([2, expect.stringContaining(code)]);
  });
});
