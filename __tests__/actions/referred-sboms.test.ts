/** Where SBOMs that evidence refers to come from: attacks on files and places, T1, T12, T22, T24, T29. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findDocuments, hostsOf } from '../../src/actions/referred-sboms.ts';
import { namedFiles } from '../../src/io/files/named.ts';
import type { Wiring } from '../../src/kit/wire.ts';
import { Fault } from '../../src/model/fault.ts';
import { limits } from '../../src/model/limits.ts';
import type { Reference } from '../../src/model/reference.ts';
import { keyOf } from '../../src/policy/rules/sbom-document.ts';
import { faultOf } from '../support/faults.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'custody-sboms-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const content = Buffer.from('{"bomFormat":"CycloneDX"}');
const LOCATION = 'https://sboms.example.com/app.cdx.json';
const to = (bytes: Uint8Array, changes: Partial<Reference> = {}): Reference => ({
  sha256: createHash('sha256').update(bytes).digest('hex'),
  size: bytes.length,
  location: LOCATION,
  ...changes,
});
const unlocated = ({ location: _, ...reference }: Reference): Reference => reference;

function put(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

interface Call {
  readonly sboms?: readonly string[];
  readonly offline?: boolean;
  readonly answer?: () => Uint8Array;
}

/** What was found for each, and what was asked for, with the bytes that may come. */
async function find(references: readonly Reference[], { sboms = [], offline = false, answer }: Call = {}) {
  const asked: string[] = [];
  const wire = {
    namedFiles: async () => namedFiles(),
    downloads: async (hosts: readonly string[]) => ({
      bytesAt: async (location: string, size: number) => {
        asked.push(`${hosts} ${location} ${size}`);
        if (answer === undefined) throw new Error('nothing may be asked');
        return answer();
      },
    }),
  } as unknown as Wiring;
  const inputs = { sboms, offline, sbomHosts: ['sboms.example.com'] };
  const documents = await findDocuments(references, inputs, wire);
  return { found: references.map((reference) => documents.get(keyOf(reference))), asked };
}

function codeOf(found: Uint8Array | Fault | undefined): string {
  return found instanceof Fault ? found.code : 'bytes';
}

describe('files of `sboms`', () => {
  test('are told apart by their bytes, whatever their names, and nothing is asked', async () => {
    const other = Buffer.from('{"bomFormat":"other"}');
    put('app.cdx.json', other);
    put('x', content);
    const { found, asked } = await find([to(content)], { sboms: [join(folder, '*')] });
    expect([found.map((one) => one && Buffer.from(one as Uint8Array)), asked]).toEqual([[content], []]);
  });

  test('T1 of the right size and other bytes, or of the right name, are not taken', async () => {
    const other = Buffer.from(content).fill('x', 5, 6);
    const sboms = [put('app.cdx.json', other)];
    const { found, asked } = await find([unlocated(to(content))], { sboms });
    expect([found.map(codeOf), asked]).toEqual([['CUSTODY-402'], []]);
    expect(found[0]).toMatchObject({ hint: 'Give its file with `sboms`.' });
  });

  test('serve every reference to them', async () => {
    const references = [to(content), to(content, { location: 'https://elsewhere.example/' })];
    const { found } = await find(references, { sboms: [put('x', content)] });
    expect(found.map(codeOf)).toEqual(['bytes', 'bytes']);
  });

  test.each([
    ['nothing stands there', 'nowhere.json', 'CUSTODY-201'],
    ['a folder', '.', 'CUSTODY-204'],
  ])('%s: said at once', async (_, name, code) => {
    expect((await faultOf(find([to(content)], { sboms: [join(folder, name)] }))).code).toBe(code);
  });

  test('are not looked at where no evidence refers to one', async () => {
    expect(await find([], { sboms: [join(folder, 'nowhere')] })).toEqual({ found: [], asked: [] });
  });

  test('T24 more than the limit are refused', async () => {
    for (let index = 0; index <= limits.sboms; index += 1) put(`${index}`, content);
    const fault = await faultOf(find([to(content)], { sboms: [join(folder, '*')] }));
    expect([fault.code, fault.message]).toEqual(['CUSTODY-206', expect.stringContaining(`${limits.sboms}`)]);
  });
});

describe('the place that evidence names', () => {
  test('is asked for what no file is, with the stated size for a limit', async () => {
    const { found, asked } = await find([to(content)], { answer: () => content });
    expect([found, asked]).toEqual([[content], [`sboms.example.com ${LOCATION} ${content.length}`]]);
  });

  test('T12 is not asked offline', async () => {
    const { found, asked } = await find([to(content)], { offline: true });
    expect([found.map(codeOf), asked]).toEqual([['CUSTODY-402'], []]);
    expect((found[0] as Fault).message).toContain('offline');
  });

  test('T22 a failure of one is its fault, and the others are had', async () => {
    const other = Buffer.from('other');
    const answers = [() => content];
    const answer = () => {
      const next = answers.pop();
      if (next) return next();
      throw new Fault('CUSTODY-903', 'away', { hint: 'Wait.' });
    };
    const ended = await find([to(content), to(other)], { answer }).catch((error: unknown) => error);
    expect(ended).toMatchObject({ found: expect.anything() });
    const { found } = ended as Awaited<ReturnType<typeof find>>;
    expect(found.map(codeOf)).toEqual(['bytes', 'CUSTODY-903']);
  });

  test('a cancelled job asks no further', async () => {
    const answer = () => {
      throw new Fault('CUSTODY-905', 'cancelled', { hint: 'Run again.' });
    };
    expect((await faultOf(find([to(content), to(content)], { answer }))).code).toBe('CUSTODY-905');
  });

  test.each([limits.sbomBytes + 1, 999_999_999_999_999])(
    'T24 is not asked for %d bytes, and the limit is named',
    async (size) => {
      const { found, asked } = await find([to(content, { size })]);
      expect([found.map(codeOf), asked]).toEqual([['CUSTODY-404'], []]);
      expect((found[0] as Fault).message).toContain(`${limits.sbomBytes} bytes`);
    },
  );

  test('T24 is not asked for more than all may have', async () => {
    const large = { size: limits.sbomBytes };
    const places = [1, 2, 3].map((each) => to(content, { ...large, location: `${LOCATION}${each}` }));
    const whole = Buffer.alloc(limits.sbomBytes);
    const { found, asked } = await find(places, { answer: () => whole });
    expect([found.map(codeOf), asked.length]).toEqual([['bytes', 'bytes', 'CUSTODY-404'], 2]);
  });

  test('T24 of more SBOMs than one step takes, none is asked for', async () => {
    const many = Array.from({ length: limits.sboms + 1 }, (_, index) => to(Buffer.from(`${index}`)));
    const fault = await faultOf(find(many));
    expect([fault.code, fault.message]).toEqual(['CUSTODY-404', expect.stringContaining(`${limits.sboms}`)]);
  });
});

describe('T29 hosts are named exactly', () => {
  test.each([
    ['sboms.example.com', 'sboms.example.com'],
    ['SBOMs.Example.com', 'sboms.example.com'],
    ['sboms.example.com:8443', 'sboms.example.com:8443'],
    ['sboms.example.com:443', 'sboms.example.com'],
    ['127.0.0.1:3000', '127.0.0.1:3000'],
    ['[::1]:3000', '[::1]:3000'],
  ])('T29 %s', (line, host) => expect(hostsOf([line])).toEqual([host]));

  test.each([
    '*',
    '*.example.com',
    'https://sboms.example.com',
    'sboms.example.com/shop',
    'jane@sboms.example.com',
    'sboms.example.com, evil.example',
    'sboms.example.com?x',
    'sboms.example.com#x',
    '.example.com:x',
    ':8443',
  ])('T29 %s is none', async (line) => {
    expect((await faultOf(() => hostsOf([line]))).code).toBe('CUSTODY-102');
  });
});
