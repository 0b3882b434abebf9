/** Files that stand for what a policy extends (T31): each for its exact address, in tests and never in a gate. */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { policiesAt } from '../../src/actions/policy-extends.ts';
import verify from '../../src/actions/verify.ts';
import type { Wiring } from '../../src/kit/wire.ts';
import { readFacts } from '../house/facts.ts';
import { base, COMMIT } from '../policy/support/policies.ts';
import { faultOf } from '../support/faults.ts';
import { runs } from '../support/runs.ts';

const address = `acme/policies@${COMMIT}:base.yml`;
const own = 'custody.yml';
const extending = (...addresses: readonly string[]) => `${base}extends: ${JSON.stringify(addresses)}\n`;

/** @param files path → text; what is read is noted */
function stand(files: Readonly<Record<string, string>>) {
  const read: string[] = [];
  const namedFiles = async () => ({
    read: async (path: string) => {
      read.push(path);
      const text = files[path];
      return text === undefined ? undefined : Buffer.from(text);
    },
  });
  return { read, wire: { namedFiles } as unknown as Wiring };
}

describe('what is extended', () => {
  test('is read from its file, and what that extends as well, in the order in which a gate decides', async () => {
    const second = `acme/policies@${COMMIT}:teams/second.yml`;
    const third = `acme/policies@${'b'.repeat(40)}:base.yml`;
    const files = {
      [own]: extending(address, second),
      'a.yml': extending(third),
      'b.yml': base,
      'c.yml': base,
    };
    const { wire } = stand(files);
    const policies = await policiesAt(own, [`${third}=c.yml`, `${second}=b.yml`, `${address}=a.yml`], wire);
    expect(policies.map(({ reference, expires }) => [reference.uri, expires.at.file])).toEqual([
      [own, own],
      [address, 'a.yml'],
      [second, 'b.yml'],
      [third, 'c.yml'],
    ]);
  });

  test('is left out where no file is given', async () => {
    await expect(policiesAt(own, [], stand({ [own]: extending(address) }).wire)).resolves.toHaveLength(1);
  });

  test('is refused where its file lacks, at the line that extends it', async () => {
    const deep = `acme/policies@${COMMIT}:deep.yml`;
    const { wire } = stand({ [own]: extending(address), 'a.yml': extending(deep) });
    expect(await faultOf(policiesAt(own, [`${address}=a.yml`], wire))).toMatchObject({
      code: 'CUSTODY-504',
      message: `there is no file for the policy ${deep}, which is extended`,
      hint: 'Give it, as it is at that commit: `--extends ADDRESS=FILE`.',
      at: { file: 'a.yml', line: 26 },
    });
    const missing = await faultOf(
      policiesAt(own, [`${address}=gone.yml`], stand({ [own]: extending(address) }).wire),
    );
    expect([missing.code, missing.message]).toEqual(['CUSTODY-504', 'there is no policy at `gone.yml`']);
  });

  test('that names itself in a circle is too much, as for a gate', async () => {
    const { wire } = stand({ [own]: extending(address), 'a.yml': extending(address) });
    expect(await faultOf(policiesAt(own, [`${address}=a.yml`], wire))).toMatchObject({
      code: 'CUSTODY-404',
      message: 'more than 16 policies extend each other',
      at: { file: 'a.yml', line: 26 },
    });
  });
});

describe('T31 a file stands for its exact address', () => {
  const others = [
    `acme/policies@${'b'.repeat(40)}:base.yml`,
    `acme/policies@${COMMIT.slice(0, 12)}:base.yml`,
    `acme/policies@${COMMIT}0:base.yml`,
    'acme/policies@main:base.yml',
    `acme/policies@${COMMIT}:base`,
    `acme/policies@${COMMIT}:./base.yml`,
    `acme/policies@${COMMIT}:teams/base.yml`,
    `acme/policies@${COMMIT}:BASE.yml`,
    `acme/other@${COMMIT}:base.yml`,
    `Acme/policies@${COMMIT}:base.yml`,
    `github.com/acme/policies@${COMMIT}:base.yml`,
    'base.yml',
    '__proto__',
  ];

  test.each(others)('T31 one for %s serves no other', async (other) => {
    const { wire, read } = stand({ [own]: extending(address), 'a.yml': base });
    const fault = await faultOf(policiesAt(own, [`${other}=a.yml`], wire));
    expect([fault.code, read]).toEqual(['CUSTODY-504', [own]]);
  });

  test.each(others)('T31 one for %s, which nothing extends, is refused and never read', async (other) => {
    const { wire, read } = stand({ [own]: extending(address), 'a.yml': base, 'b.yml': base });
    expect(await faultOf(policiesAt(own, [`${address}=a.yml`, `${other}=b.yml`], wire))).toMatchObject({
      code: 'CUSTODY-102',
      message: `extends: "${other}" is an address that nothing extends`,
      hint: `Extended: \`${address}\`. An address is compared exactly, to the last digit of the commit.`,
    });
    expect(read).toEqual([own, 'a.yml']);
  });

  test('T31 a policy that extends none takes none', async () => {
    const fault = await faultOf(
      policiesAt(own, [`${address}=a.yml`], stand({ [own]: base, 'a.yml': base }).wire),
    );
    expect([fault.code, fault.hint]).toEqual([
      'CUSTODY-102',
      expect.stringMatching(/^The policy extends none\./),
    ]);
  });

  test.each([
    ['without a file', `${address}=`],
    ['without an address', '=a.yml'],
    ['without either', address],
    ['that may end in two places', `acme/policies@${COMMIT}:a=b.yml=c.yml`],
  ])('T31 an address %s is refused before anything is read', async (_, line) => {
    const { wire, read } = stand({ [own]: extending(address), 'a.yml': base });
    const fault = await faultOf(policiesAt(own, [line], wire));
    expect([fault.code, fault.message, read]).toEqual([
      'CUSTODY-102',
      `extends: ${JSON.stringify(line)} cannot be used`,
      [],
    ]);
  });

  test('T31 an address has one file', async () => {
    const { wire, read } = stand({ [own]: extending(address), 'a.yml': base, 'b.yml': base });
    const fault = await faultOf(policiesAt(own, [`${address}=a.yml`, `${address}=b.yml`], wire));
    expect([fault.code, fault.message, read]).toEqual([
      'CUSTODY-102',
      `extends: "${address}=b.yml" has a second file for one address`,
      [],
    ]);
  });

  test('T31 whatever else is given, the file is read for that address or not at all', async () => {
    const given = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.tuple(fc.nat(address.length), fc.string({ maxLength: 3 })).map(([at, put]) => {
        return `${address.slice(0, at)}${put}${address.slice(at + 1)}`;
      }),
    );
    await fc.assert(
      fc.asyncProperty(given, async (other) => {
        fc.pre(other !== address);
        const { wire, read } = stand({ [own]: extending(address), 'a.yml': base });
        const fault = await faultOf(policiesAt(own, [`${other}=a.yml`], wire));
        expect(['CUSTODY-102', 'CUSTODY-504']).toContain(fault.code);
        expect(read).not.toContain('a.yml');
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('T31 a gate knows no such file', () => {
  const root = join(import.meta.dirname, '../..');
  const importsOf = (file: string): readonly string[] =>
    readFacts(readFileSync(join(root, file), 'utf8'))
      .imports.filter(({ specifier }) => /^\..*\.ts$/.test(specifier))
      .map(({ specifier }) => posix.join(posix.dirname(file), specifier));
  /** All that some files lead to, in whatever way. */
  const reached = (from: readonly string[]): ReadonlySet<string> => {
    const found = new Set(from);
    for (const file of found) for (const next of importsOf(file)) found.add(next);
    return found;
  };

  test('T31 nothing but `policy` leads to it', () => {
    const verbs = importsOf('src/main.ts').filter((file) => file.startsWith('src/actions/'));
    const others = reached(verbs.filter((file) => file !== 'src/actions/policy.ts'));
    expect(others.has('src/actions/by-policy.ts')).toBe(true);
    expect(others.has('src/actions/policy-extends.ts')).toBe(false);
    expect(reached(['src/actions/policy.ts']).has('src/actions/policy-extends.ts')).toBe(true);
  });

  test('T31 no input of `verify` names one', () => {
    expect(Object.keys(verify.inputs)).toContain('policy');
    expect(Object.keys(verify.inputs)).not.toContain('extends');
  });
});
