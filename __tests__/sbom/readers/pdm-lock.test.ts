/** pdm.lock: the corpus, what it says beyond it, and what is refused. */
import { describe, expect, test } from '@jest/globals';
import { reader } from '../../../src/sbom/readers/pdm-lock.ts';
import { describeCorpus, readAs } from '../corpus.ts';
import { bytesOf, describeHostile, describeMany, faultOf } from './hostile-text.ts';

describeCorpus(reader, 'python/pdmlock', ['pdm.lock'], 'pdm.lock');

const hex = (digit: string) => digit.repeat(64);

const genuine = `[metadata]
groups = ["default", "dev", "docs"]
lock_version = "4.5.0"

[[package]]
name = "requests"
version = "2.32.0"
groups = ["default", "docs"]
dependencies = [
    "certifi>=2017",
    "colorama; sys_platform == \\"win32\\"",
    "URLLIB3_ext>=1",
]
files = [
    {file = "requests.whl", hash = "sha256:${hex('a')}"},
]

[[package]]
name = "requests"
version = "2.32.0"
extras = ["socks", "http2"]
groups = ["docs"]
dependencies = ["requests==2.32.0"]

[[package]]
name = "urllib3-ext"
version = "1.0"
groups = ["dev", "docs"]
url = "https://user:secret@files.example/urllib3.whl"
dependencies = ["requests[http2, socks]==2.32.0"]

[[package]]
name = "local"
version = "1.0"
groups = ["default"]
path = "./local"
`;

const read = (text: string) => readAs(reader, 'pdm.lock', bytesOf(text));

describe('pdm-lock', () => {
  test('knows edges, with extras, and why packages are there', async () => {
    const { packages, gaps } = await read(genuine);
    const [requests, extended, urllib3, local] = packages;
    expect(packages.map(({ dependsOn }) => dependsOn)).toEqual([
      [urllib3?.id],
      [requests?.id],
      [requests?.id, extended?.id],
      [],
    ]);
    expect(gaps.map(({ message }) => message)).toEqual([
      'requests depends on certifi, which is not in the file',
    ]);
    expect(packages.map(({ scope, groups }) => ({ scope, groups }))).toEqual([
      { groups: ['docs'] },
      { scope: 'optional', groups: ['docs'] },
      { scope: 'development', groups: ['dev', 'docs'] },
      {},
    ]);
    expect(requests?.hashes).toEqual({ sha256: hex('a') });
    expect(urllib3?.origin).toEqual({ kind: 'archive', url: 'https://files.example/urllib3.whl' });
    expect(local?.origin).toEqual({ kind: 'path', url: './local' });
  });

  test.each([
    ['another version', genuine.replace('"4.5.0"', '"5.0"'), /^3 CUSTODY-410 .*`lock_version`/],
    ['a requirement that is none', genuine.replace('certifi>', '>'), /^6 CUSTODY-410 .*requirement/],
    [
      'a dependency that is no text',
      genuine.replace('"certifi>=2017"', '1'),
      /^6 CUSTODY-410 .*`dependencies`/,
    ],
    [
      'a package twice',
      genuine.replace('extras = ["socks", "http2"]', ''),
      /^19 CUSTODY-410 .*first in line 6/,
    ],
  ])('refuses %s', async (_, text, message) => {
    expect(await faultOf(() => read(text))).toMatch(message);
  });
});

describeHostile(reader, 'pdm.lock', genuine);
describeMany(
  reader,
  'pdm.lock',
  (n) => `[[package]]\nname = "p${n}"\nversion = "1"\ndependencies = ["p${n >> 1}>=1"]\n`,
);
