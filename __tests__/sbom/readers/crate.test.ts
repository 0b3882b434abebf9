import { expect, test } from '@jest/globals';
import { reader } from '../../../src/sbom/readers/crate.ts';
import { assertRobust } from '../../support/parser-properties.ts';
import { alone, readAs } from '../corpus.ts';

const manifest =
  '[package]\nname = "a-b"\nversion = "1.0.0-rc.1+2"\nlicense = "MIT OR Apache-2.0"\n[dependencies]\nc = "1"\n';
const path = 'a-b-1.0.0-rc.1+2/Cargo.toml';

test('the manifest names the root', async () => {
  expect(await readAs(reader, path, Buffer.from(manifest))).toEqual({
    root: {
      type: 'cargo',
      name: 'a-b',
      version: '1.0.0-rc.1+2',
      licence: { expression: 'MIT OR Apache-2.0' },
    },
    packages: [],
    gaps: [],
  });
});

test.each([
  ['another version', manifest, 'a-b-2.0.0/Cargo.toml'],
  ['a workspace', '[workspace]\nmembers = ["x"]\n', 'a-b-1.0.0/Cargo.toml'],
  ['a version elsewhere', '[package]\nname = "a"\nversion.workspace = true\n', 'a-1.0.0/Cargo.toml'],
])('%s is not that of a crate', async (_, text, file) => {
  expect(await readAs(reader, file, Buffer.from(text))).toEqual({ packages: [], gaps: [] });
});

test.each(['Cargo.toml', 'a/Cargo.toml', 'x/a-1.0.0/Cargo.toml', 'a-1.0.0/Cargo.toml.orig'])(
  '%s is none',
  (other) => {
    expect(reader.recognises({ path: other, bytes: Buffer.from(manifest) })).toBe(false);
  },
);

test('T24 whatever bytes come to a package or a fault', () => {
  assertRobust([Buffer.from(manifest)], (bytes) => reader.read({ path, bytes }, alone));
});
