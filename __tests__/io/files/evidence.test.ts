import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bundlesIn, linesOf } from '../../../src/io/files/bundles.ts';
import { fileEvidence } from '../../../src/io/files/evidence.ts';
import { fileStore } from '../../../src/io/files/store.ts';
import { limits } from '../../../src/model/limits.ts';
import type { Candidate } from '../../../src/model/requirement.ts';
import type { EvidenceSource } from '../../../src/ports/evidence.ts';
import { runs } from '../../support/runs.ts';
import { bundleOf, faultOf, folderWith, keyFor, sha256, statementAbout } from './support.ts';

const a = sha256('a');
const b = sha256('b');
const type = 'https://example.com/p/v1';
const aboutA = bundleOf(statementAbout([{ name: 'a', digest: { sha256: a } }]));
const aboutB = bundleOf(statementAbout([{ name: 'b', digest: { sha256: b } }]));
const aboutBoth = bundleOf(
  statementAbout([
    { name: 'b', digest: { sha256: b } },
    { name: 'a', digest: { sha256: a } },
  ]),
);

async function found(source: EvidenceSource, digest: string): Promise<readonly Candidate[]> {
  const all: Candidate[] = [];
  for await (const candidate of source.find(digest, [type])) all.push(candidate);
  return all;
}

async function origins(paths: readonly string[], digest: string, folder: string): Promise<string[]> {
  return (await found(fileEvidence(paths), digest)).map((each) => each.origin.replace(`${folder}/`, ''));
}

async function only(paths: readonly string[]) {
  const [candidate, ...others] = await found(fileEvidence(paths), a);
  if (candidate === undefined || others.length > 0)
    throw new Error(`${others.length} more than one candidate`);
  if (!('fault' in candidate)) throw new Error('a candidate that could be read');
  return candidate;
}

describe('fileEvidence', () => {
  const tree = {
    'a.sigstore.json': aboutA,
    'sub/b.json': aboutB,
    'sub/deep/both.sigstore': aboutBoth,
    'lines.jsonl': `${aboutB}\r\n\n  \n${aboutA}\n${aboutBoth}`,
    'other.txt': 'not evidence',
    '.partial': '{',
  };

  test('a folder: all endings, below it too, sorted; lines have numbers', async () => {
    const folder = folderWith(tree);
    expect(await origins([folder], a, folder)).toEqual([
      'a.sigstore.json',
      'lines.jsonl:4',
      'lines.jsonl:5',
      'sub/deep/both.sigstore',
    ]);
    expect(await origins([folder], b, folder)).toEqual([
      'lines.jsonl:1',
      'lines.jsonl:5',
      'sub/b.json',
      'sub/deep/both.sigstore',
    ]);
    expect(await origins([folder], sha256('c'), folder)).toEqual([]);
  });

  test('the bytes are those of the file', async () => {
    const folder = folderWith(tree);
    const [first, second] = await found(fileEvidence([join(folder, 'lines.jsonl')]), a);
    expect(first).toEqual({ origin: join(folder, 'lines.jsonl:4'), bytes: expect.anything() });
    expect(first && 'bytes' in first && Buffer.compare(first.bytes, aboutA)).toBe(0);
    expect(second && 'bytes' in second && Buffer.compare(second.bytes, aboutBoth)).toBe(0);
  });

  test('a file named outright may have any ending, and counts once', async () => {
    const folder = folderWith({ 'x.bundle': aboutA, 'dir/y.json': aboutA });
    const paths = [
      join(folder, 'x.bundle'),
      join(folder, 'dir'),
      join(folder, 'dir/y.json'),
      join(folder, 'dir'),
    ];
    expect(await origins(paths, a, folder)).toEqual(['x.bundle', 'dir/y.json']);
  });

  test('T22 what cannot be ruled out is always yielded', async () => {
    const folder = folderWith({
      '1.json': '{',
      '2.json': '',
      '3.json': bundleOf('no statement'),
      '4.json': bundleOf(statementAbout([{ name: 'a', digest: { sha512: 'ff' } }])),
      '5.json': bundleOf(
        statementAbout([
          { name: 'b', digest: { sha256: b } },
          { name: 'a', digest: { sha384: 'ff' } },
        ]),
      ),
      '6.json': aboutB,
      '7.json': '[]',
    });
    expect(await origins([folder], a, folder)).toEqual([
      '1.json',
      '2.json',
      '3.json',
      '4.json',
      '5.json',
      '7.json',
    ]);
  });

  test('everything is read once for the life of the source', async () => {
    const folder = folderWith({ 'a.json': aboutA, 'b.json': aboutB });
    const source = fileEvidence([folder]);
    expect(await found(source, a)).toHaveLength(1);
    rmSync(join(folder, 'b.json'));
    expect(await found(source, b)).toHaveLength(1);
  });

  test('the index of a store is no evidence, any other index.json is', async () => {
    const folder = folderWith({ 'sub/index.json': aboutA });
    const { statement, text } = keyFor(['a']);
    await fileStore(folder).put(statement, bundleOf(text));
    expect(await origins([folder], a, folder)).toEqual(['a.sigstore.json', 'sub/index.json']);
  });

  test('links: inside is followed, outside is told of, plain names are left alone', async () => {
    const folder = folderWith({ 'out/a.json': aboutA, 'in/real/a.json': aboutA, 'in/plain.txt': '' });
    symlinkSync('real', join(folder, 'in/again'));
    symlinkSync('real/a.json', join(folder, 'in/link.json'));
    symlinkSync('plain.txt', join(folder, 'in/plain.link'));
    symlinkSync('.', join(folder, 'in/self'));
    expect(await origins([join(folder, 'in')], a, folder)).toEqual(['in/link.json']);
    symlinkSync('../out/a.json', join(folder, 'in/out.json'));
    symlinkSync('../out', join(folder, 'in/out'));
    symlinkSync('nowhere', join(folder, 'in/broken.json'));
    const faults = (await found(fileEvidence([join(folder, 'in')]), b)).map((each) =>
      'fault' in each ? each.fault.message : '',
    );
    expect(faults).toEqual([
      `\`${folder}/in/broken.json\` cannot be read: it is a link to nothing.`,
      `\`${folder}/in/out\` cannot be read: it is a link that leads out of the folder.`,
      `\`${folder}/in/out.json\` cannot be read: it is a link that leads out of the folder.`,
    ]);
  });
});

describe('T22 evidence that cannot be read is a candidate with its fault', () => {
  test.each([
    ['none.json', 'it does not exist'],
    ['empty', 'the folder holds no bundle'],
    ['blank.jsonl', 'it holds no bundle'],
  ])('402 %s', async (name, reason) => {
    const folder = folderWith({ 'empty/readme.txt': '', 'blank.jsonl': '\n \n' });
    const { origin, fault } = await only([join(folder, name)]);
    expect(origin).toBe(join(folder, name));
    expect(fault.code).toBe('CUSTODY-402');
    expect(fault.message).toBe(`\`${join(folder, name)}\` cannot be read: ${reason}.`);
    expect(fault.hint).not.toBe('');
  });

  test('402 a named pipe, which does not hang', async () => {
    const folder = folderWith();
    execFileSync('mkfifo', [join(folder, 'pipe.json')]);
    for (const path of [folder, join(folder, 'pipe.json')]) {
      const { fault } = await only([path]);
      expect(fault.code).toBe('CUSTODY-402');
      expect(fault.message).toContain('it is a named pipe');
    }
  });

  test('one bad file does not hide the others', async () => {
    const folder = folderWith({ 'a.json': aboutA });
    const all = await found(fileEvidence([join(folder, 'none'), folder]), a);
    expect(all.map((each) => 'fault' in each)).toEqual([true, false]);
  });
});

describe('T24 limits', () => {
  test.each([
    ['big.json', limits.bundleBytes],
    ['big.jsonl', limits.bundleFileBytes],
  ])('404 %s past %i bytes', async (name, limit) => {
    const folder = folderWith({ [name]: '' });
    await truncate(join(folder, name), limit + 1);
    const { fault } = await only([folder]);
    expect(fault.code).toBe('CUSTODY-404');
    expect(fault.message).toBe(`\`${join(folder, name)}\` is larger than ${limit} bytes.`);
  });

  test('404 a line past the limit of a bundle; the line after it counts', async () => {
    const folder = folderWith({ 'x.jsonl': `${'x'.repeat(limits.bundleBytes + 1)}\n${aboutA}` });
    const [first, second] = await found(fileEvidence([folder]), a);
    expect(first && 'fault' in first && first.fault.code).toBe('CUSTODY-404');
    expect(second?.origin).toBe(join(folder, 'x.jsonl:2'));
  });

  test('404 past the number of bundles (GHSA-rvrx-rrwh-r9p6)', async () => {
    const folder = folderWith({ 'x.jsonl': '{}\n'.repeat(limits.bundleFiles), 'y.txt': '' });
    expect(await found(fileEvidence([folder]), a)).toHaveLength(limits.bundleFiles);
    writeFileSync(join(folder, 'y.json'), '{}');
    const fault = await faultOf(() => found(fileEvidence([folder]), a));
    expect(fault.code).toBe('CUSTODY-404');
    expect(fault.message).toContain(`more than ${limits.bundleFiles} bundles`);
  });
});

const line = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', ''));
const feeds = fc.constantFrom('\n', '\r\n');

/** Each line that is not blank, with its number; text without the feed's own carriage return. */
function expectLines(lines: readonly string[], got: readonly Candidate[]): void {
  const written = lines.map((text, index) => [Buffer.from(text).toString(), `o:${index + 1}`] as const);
  const expected = written.filter(([text]) => /[^ \t\r]/.test(text));
  if (expected.length === 0) {
    expect(got.map((each) => 'fault' in each)).toEqual([true]);
    return;
  }
  const read = got.map((each) => ['bytes' in each ? Buffer.from(each.bytes).toString() : '', each.origin]);
  const trimmed = ([text = '', origin]: readonly (string | undefined)[]) => [
    text.replace(/\r+$/, ''),
    origin,
  ];
  expect(read.map(trimmed)).toEqual(expected.map(trimmed));
}

test('lines come apart as they were put together (property)', () => {
  fc.assert(
    fc.property(fc.array(line), feeds, (lines, feed) =>
      expectLines(lines, linesOf(Buffer.from(lines.join(feed)), 'o')),
    ),
    { numRuns: runs() },
  );
});

test('lines of a file too (property)', async () => {
  const path = join(folderWith({ 'x.jsonl': '' }), 'x.jsonl');
  await fc.assert(
    fc.asyncProperty(fc.array(line), feeds, async (lines, feed) => {
      writeFileSync(path, lines.join(feed));
      expectLines(lines, await bundlesIn({ path, origin: 'o' }));
    }),
    // Each is written to the disk and read back.
    { numRuns: runs(100) },
  );
});
