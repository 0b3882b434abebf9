/** Cargo.lock: the corpus, what it says beyond it, and what is refused. */
import { describe, expect, test } from '@jest/globals';
import { reader } from '../../../src/sbom/readers/cargo-lock.ts';
import { describeCorpus, readAs } from '../corpus.ts';
import { bytesOf, describeHostile, describeMany, faultOf } from './hostile-text.ts';

describeCorpus(reader, 'rust/cargolock', ['Cargo.lock'], 'Cargo.lock');

const hex = (digit: string) => digit.repeat(64);
const crates = 'registry+https://github.com/rust-lang/crates.io-index';
const commit = '0123456789abcdef0123456789abcdef01234567';

const genuine = `version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "log",
 "rand 0.7.3",
 "rand 0.8.5 (${crates})",
 "rand 0.8.5 (git+https://git.example/rand?branch=a)",
 "gone",
]

[[package]]
name = "log"
version = "0.4.22"
source = "sparse+https://index.crates.io/"
checksum = "${hex('a')}"

[[package]]
name = "rand"
version = "0.7.3"
source = "registry+https://user:secret@crates.example/index"
checksum = "${hex('b')}"

[[package]]
name = "rand"
version = "0.8.5"
source = "${crates}"

[[package]]
name = "rand"
version = "0.8.5"
source = "git+https://git.example/rand?branch=a#${commit}"
`;

const read = (text: string) => readAs(reader, 'Cargo.lock', bytesOf(text));

describe('cargo-lock', () => {
  test('knows the project, and edges to one of several versions and sources', async () => {
    const { root, packages, gaps } = await read(genuine);
    expect(root).toEqual({
      type: 'cargo',
      name: 'app',
      version: '0.1.0',
      dependsOn: packages.map(({ id }) => id),
    });
    expect(gaps).toEqual([
      { at: { file: 'Cargo.lock', line: 4 }, message: 'app depends on gone, which is not in the file' },
    ]);
  });

  test('gives checksums, and origins without credentials', async () => {
    const { packages } = await read(genuine);
    expect(packages.map(({ hashes }) => hashes)).toEqual([
      { sha256: hex('a') },
      { sha256: hex('b') },
      undefined,
      undefined,
    ]);
    expect(packages.map(({ origin }) => origin)).toEqual([
      undefined,
      { kind: 'registry', url: 'https://crates.example/index' },
      undefined,
      { kind: 'git', url: 'https://git.example/rand?branch=a', commit },
    ]);
  });

  test('takes the members of a workspace for packages', async () => {
    const { root, packages } = await read(`version = 3
[[package]]
name = "a"
version = "1.0.0"
dependencies = ["b"]
[[package]]
name = "b"
version = "1.0.0"
`);
    expect(root).toBeUndefined();
    expect(packages).toMatchObject([
      { id: 'a 1.0.0', origin: { kind: 'path' }, dependsOn: ['b 1.0.0'] },
      { id: 'b 1.0.0', origin: { kind: 'path' }, dependsOn: [] },
    ]);
  });

  test('reads v1, where checksums and very old projects stand apart', async () => {
    const { root, packages } = await read(`[root]
name = "app"
version = "0.1.0"
dependencies = ["log 0.4.22 (${crates})", "raw 1.0.0 (git+https://git.example/raw#${commit})"]

[[package]]
name = "log"
version = "0.4.22"
source = "${crates}"

[[package]]
name = "raw"
version = "1.0.0"
source = "git+https://git.example/raw#${commit}"

[metadata]
"checksum log 0.4.22 (${crates})" = "${hex('a')}"
"checksum raw 1.0.0 (git+https://git.example/raw#${commit})" = "<none>"
`);
    expect(root).toMatchObject({ name: 'app', dependsOn: packages.map(({ id }) => id) });
    expect(packages.map(({ hashes }) => hashes)).toEqual([{ sha256: hex('a') }, undefined]);
  });

  test.each([
    ['another version', genuine.replace('version = 4', 'version = 5'), /^1 CUSTODY-410 .*`version`/],
    ['a package without version', '[[package]]\nname = "a"\n', /^2 CUSTODY-410 .*`version`/],
    [
      'dependencies that are none',
      '[[package]]\nname = "a"\nversion = "1"\ndependencies = "b"\n',
      /^2 CUSTODY-410 .*`dependencies`/,
    ],
    [
      'a package twice',
      '[[package]]\nname = "a"\nversion = "1"\n'.repeat(2),
      /^5 CUSTODY-410 .*first in line 2/,
    ],
  ])('refuses %s', async (_, text, message) => {
    expect(await faultOf(() => read(text))).toMatch(message);
  });
});

describeHostile(reader, 'Cargo.lock', genuine);
describeMany(
  reader,
  'Cargo.lock',
  (n) => `[[package]]\nname = "p${n}"\nversion = "1"\nsource = "x"\ndependencies = ["p${n >> 1}"]\n`,
);
