/**
 * That what is read out of a bundle is in the bundle, and not in what stands around it: packages are planted where they
 * are not expected, and taken away where they are.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { minify } from '@swc/core';
import type { Inventory, InventoryFile, Package, Surroundings } from '../../../src/model/inventory.ts';
import { reader } from '../../../src/sbom/readers/javascript-bundle.ts';

/** A package of its own words: functions that no other seed makes. */
function program(seed: string, functions = 12): string {
  const parts = Array.from(
    { length: functions },
    (_, i) => `
exports.${seed}Part${i} = function (options, target) {
  if (!options.${seed}Source${i}) throw new TypeError('${seed}: source ${i} is missing');
  for (const entry of options.${seed}Entries) {
    target.${seed}Write${i}({ ${seed}Name: entry.name, kind: '${seed}-kind-${i}', limit: ${100 + i * 7} });
    if (/^${seed}[a-z]{${i + 2}}$/.test(entry.${seed}Label)) target.count += entry.${seed}Weight${i} / 2;
  }
  return target.${seed}Finish${i}(\`${seed} \${target.count} of ${i}\`);
};`,
  );
  return `'use strict';\n// ${seed} as its author wrote it\n${parts.join('\n')}\n`;
}

const sources: Readonly<Record<string, string>> = {
  'node_modules/alpha': program('alpha'),
  'node_modules/beta': program('beta'),
  'node_modules/beta/node_modules/gamma': `${program('gamma')}exports.gammaOld = 'gamma of the first version, as it was';\n`,
  'node_modules/gamma': program('gamma', 13),
  // In node_modules and in the lockfile, and in no bundle.
  'node_modules/absent': program('absent'),
  // A copy of another that was bundled along with it, as packages have them for browsers.
  'node_modules/copier': `${program('copier')}`,
};
const browserCopy = `${program('copier')}${sources['node_modules/alpha']}${sources['node_modules/beta']}`;
const planted = program('planted');
const own = program('product', 6);

const needs: Readonly<Record<string, readonly string[]>> = {
  'node_modules/alpha': ['node_modules/gamma'],
  'node_modules/beta': ['node_modules/beta/node_modules/gamma'],
};

const locked: readonly Package[] = Object.keys(sources).map((location) => ({
  type: 'npm',
  id: location,
  location,
  name: location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length),
  version: location === 'node_modules/beta/node_modules/gamma' ? '1.0.0' : '2.0.0',
  at: { file: 'package-lock.json' },
  dependsOn: needs[location] ?? [],
}));

function around(near: Readonly<Record<string, string>> = {}): Surroundings {
  return {
    locked: [...locked],
    near: async (path) => (near[path] === undefined ? undefined : Buffer.from(near[path])),
    installed: async function* (one): AsyncGenerator<InventoryFile> {
      const location = one === 'first-party' ? '' : (one.location ?? '');
      const manifest = {
        main: 'index.js',
        dependencies: { alpha: '2', beta: '2', copier: '2', absent: '2', tiny: '2' },
      };
      yield { path: 'package.json', bytes: Buffer.from(JSON.stringify(manifest)) };
      const text = location === '' ? own : sources[location];
      if (text !== undefined) yield { path: 'index.js', bytes: Buffer.from(text) };
      if (location === 'node_modules/copier')
        yield { path: 'dist/browser.js', bytes: Buffer.from(browserCopy) };
    },
  };
}

const bundled = [
  'node_modules/alpha',
  'node_modules/beta',
  'node_modules/beta/node_modules/gamma',
  'node_modules/gamma',
];

/** As webpack writes it, then renamed and shrunk. */
async function bundle(parts: readonly string[]): Promise<Buffer> {
  const modules = parts.map((part, i) => `${4000 + i}: (module, exports, __webpack_require__) => {${part}}`);
  const runtime =
    'const load = (id) => { const m = { exports: {} }; __webpack_modules__[id](m, m.exports, load); return m.exports; }';
  const code = `const __webpack_modules__ = {${modules.join(',\n')}};\n${runtime};\nload(4000);`;
  const small = await minify(code, { mangle: { toplevel: true }, compress: true, module: true });
  return Buffer.from(small.code);
}

const parts = [...bundled.map((location) => sources[location] ?? ''), own];
const read = async (bytes: Uint8Array, surroundings: Surroundings): Promise<Inventory> =>
  reader.read({ path: 'dist/index.js', bytes }, surroundings);
const ids = ({ packages }: Inventory) => packages.map(({ id }) => id);
const sum = ({ shares = [] }: Inventory) => shares.reduce((total, { bytes }) => total + bytes, 0);
const firstParty = ({ shares = [] }: Inventory) =>
  shares.find(({ owner }) => owner === 'first-party')?.bytes ?? 0;
const said = ({ gaps }: Inventory) => gaps.map(({ message }) => message).join('\n');

describe('by content alone', () => {
  let plain: Buffer;
  let clean: Inventory;
  beforeAll(async () => {
    plain = await bundle(parts);
    clean = await read(plain, around());
  });

  test('what is in the bundle is found, each version where it differs, and nothing besides', () => {
    expect(plain.toString()).not.toMatch(/node_modules|as its author wrote it/);
    expect(ids(clean)).toEqual(bundled.toSorted());
    for (const { evidence } of clean.packages)
      expect(evidence?.map(({ method }) => method)).toEqual(['fingerprint']);
    expect(said(clean)).toBe('');
  });

  test('nearly all bytes have an owner, and the product has its own', () => {
    expect(sum(clean)).toBeGreaterThan(0.97 * plain.length);
    expect(sum(clean)).toBeLessThanOrEqual(plain.length);
    const share = own.length / parts.join('').length;
    expect(firstParty(clean) / plain.length).toBeGreaterThan(0.8 * share);
    expect(firstParty(clean) / plain.length).toBeLessThan(1.2 * share);
  });

  test.each(bundled)('without %s it is not found any more', async (location) => {
    const rest = bundled.filter((one) => one !== location).map((one) => sources[one] ?? '');
    expect(ids(await read(await bundle([...rest, own]), around()))).toEqual(
      bundled.filter((one) => one !== location).sort(),
    );
  });

  test('what is locked nowhere belongs to nobody, least of all to the product', async () => {
    const bytes = await bundle([...parts, planted]);
    const found = await read(bytes, around());
    expect(ids(found)).toEqual(ids(clean));
    expect(firstParty(found)).toBeLessThan(1.02 * firstParty(clean));
    const left = bytes.length - sum(found);
    expect(left).toBeGreaterThan(0.9 * (bytes.length - plain.length));
    expect(said(found)).toContain(
      `${left} of ${bytes.length} bytes match nothing that is locked and installed`,
    );
  });

  test.each([
    ['that may run is said to be undecided', undefined, true],
    ['for development is not said of every bundle', 'development', false],
  ] as const)(
    'a direct dependency of one short line is not found by chance, and one %s',
    async (_, scope, isSaid) => {
      const surroundings = around();
      const tiny: Package = {
        type: 'npm',
        id: 'node_modules/tiny',
        location: 'node_modules/tiny',
        name: 'tiny',
        version: '2.0.0',
        at: { file: 'package-lock.json' },
        ...(scope && { scope }),
      };
      // As it stands in the planted package, which is installed nowhere.
      const line = "(b) => ({ plantedName: b.name, kind: 'planted-kind-1' });";
      const found = await read(await bundle([...parts, planted]), {
        ...surroundings,
        locked: [...surroundings.locked, tiny],
        installed: async function* (one) {
          if (one === 'first-party' || one.name !== 'tiny') yield* surroundings.installed(one);
          else yield { path: 'index.js', bytes: Buffer.from(line) };
        },
      });
      expect(ids(found)).toEqual(ids(clean));
      expect(said(found).includes('tiny@2.0.0 may be in it')).toBe(isSaid);
    },
  );

  test('an old bundle in the folder of the product is no source of it', async () => {
    const surroundings = around();
    const bytes = await bundle([...parts, planted]);
    const found = await read(bytes, {
      ...surroundings,
      installed: async function* (one) {
        yield* surroundings.installed(one);
        if (one === 'first-party') yield { path: 'dist/index.js', bytes };
      },
    });
    expect(firstParty(found)).toBeLessThan(1.02 * firstParty(clean));
  });
});

describe('with a list', () => {
  /** One line for each part, so that one segment maps each. */
  const text = `${parts.map((part) => part.replaceAll('\n', ' ')).join('\n')}\n//# sourceMappingURL=index.js.map\n`;
  const listed = (sources: readonly string[]) => ({
    'index.js.map': JSON.stringify({
      version: 3,
      names: [],
      sources,
      mappings: sources.map((_, i) => (i === 0 ? 'AAAA' : 'ACAA')).join(';'),
    }),
  });
  const truth = [...bundled.map((location) => `../${location}/index.js`), '../src/index.js'];
  const bytes = Buffer.from(text.replaceAll(/\/\/ \w+ as its author wrote it/g, ''));

  test('it and the content agree', async () => {
    const found = await read(bytes, around(listed(truth)));
    expect(ids(found)).toEqual(bundled.toSorted());
    for (const { evidence } of found.packages)
      expect(evidence?.map(({ method }) => method)).toEqual(['source-map', 'fingerprint']);
    expect(said(found)).toBe('');
    expect(sum(found)).toBeGreaterThan(0.98 * bytes.length);
  });

  test('one that names another package is contradicted by the content', async () => {
    const lie = truth.map((path) => path.replace('node_modules/alpha/', 'node_modules/absent/'));
    const found = await read(bytes, around(listed(lie)));
    expect(said(found)).toMatch(
      /bytes are said to come from absent@2\.0\.0, and nothing of what is installed/,
    );
    expect(said(found)).toMatch(/alpha@2\.0\.0 is not named, and some \d+ bytes of it stand in the bundle/);
    const confidence = Object.fromEntries(
      found.packages.map(({ id, evidence }) => [id, evidence?.[0]?.confidence]),
    );
    expect(confidence['node_modules/absent']).toBeLessThan(0.5);
    expect(confidence['node_modules/alpha']).toBeGreaterThan(0.9);
  });

  test('one that calls a package first party is contradicted too', async () => {
    const lie = truth.map((path) => path.replace('node_modules/alpha/', 'src/vendored/'));
    const found = await read(bytes, around(listed(lie)));
    expect(said(found)).toMatch(/alpha@2\.0\.0 is not named/);
    expect(ids(found)).toContain('node_modules/alpha');
  });

  test('a metafile goes before the map', async () => {
    const inputs = Object.fromEntries(bundled.map((path) => [`${path}/index.js`, { bytesInOutput: 10 }]));
    const outputs = { 'dist/index.js': { bytes: bytes.length, inputs } };
    const meta = JSON.stringify({ inputs: {}, outputs });
    const found = await read(bytes, around({ ...listed(truth), 'meta.json': meta }));
    expect(found.packages.map(({ evidence }) => evidence?.[0]?.method)).toEqual(
      bundled.map(() => 'metafile'),
    );
    expect(found.shares?.map((share) => share.bytes)).toEqual(bundled.map(() => 10));
  });

  test('a metafile of another build is none', async () => {
    const meta = JSON.stringify({
      outputs: { 'dist/index.js': { bytes: 1, inputs: { a: { bytesInOutput: 1 } } } },
    });
    const found = await read(bytes, around({ 'meta.json': meta }));
    expect(found.packages[0]?.evidence?.map(({ method }) => method)).toEqual(['fingerprint']);
  });
});

test('with neither a list nor a lockfile nothing is known, and that is said', async () => {
  const bytes = await bundle(parts);
  const found = await read(bytes, {
    locked: [],
    near: async () => undefined,
    installed: async function* () {},
  });
  expect(found.packages).toEqual([]);
  expect(said(found)).toContain('there is no source map, no metafile and no lockfile');
});

test('paths that a bundler left prove a package where no file of it is installed', async () => {
  const text = `// node_modules/alpha/index.js\n"node_modules/unlocked/i.js"(exports) {\n${sources['node_modules/alpha']}`;
  const surroundings = { ...around(), installed: async function* () {} };
  const found = await read(Buffer.from(text), surroundings);
  expect(found.packages.map(({ id, evidence }) => [id, evidence])).toEqual([
    ['node_modules/alpha', [{ method: 'banner', confidence: 0.9, at: { file: 'dist/index.js', line: 1 } }]],
  ]);
  expect(said(found)).toContain('node_modules/unlocked, which is not locked');
});

test('a program that a person wrote is first party as a whole', async () => {
  const bytes = Buffer.from(own);
  expect(await read(bytes, around())).toEqual({
    packages: [],
    gaps: [],
    shares: [{ owner: 'first-party', bytes: bytes.length }],
  });
});

test.each([
  ['dist/index.js', true],
  ['a.mjs', true],
  ['a.cjs', true],
  ['a.ts', false],
  ['a.js.map', false],
  ['node_modules/a/index.js', false],
])('%s: %p', (path, expected) => {
  expect(reader.recognises({ path, bytes: new Uint8Array() })).toBe(expected);
});
