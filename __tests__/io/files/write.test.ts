import { chmodSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { writeNew, writeWhole } from '../../../src/io/files/write.ts';
import { faultOf, folderWith, run, source } from './support.ts';

const text = (path: string) => readFileSync(path, 'utf8');

describe('writeWhole', () => {
  test('makes folders, replaces, and leaves nothing beside', async () => {
    const folder = folderWith();
    const path = join(folder, 'a/b/report.json');
    await writeWhole(path, Buffer.from('one'));
    await writeWhole(path, Buffer.from('two'));
    expect(text(path)).toBe('two');
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['report.json']);
  });

  test('a link is replaced, and its target left alone', async () => {
    const folder = folderWith({ target: 'kept' });
    symlinkSync('target', join(folder, 'report'));
    await writeWhole(join(folder, 'report'), Buffer.from('new'));
    expect([text(join(folder, 'target')), text(join(folder, 'report'))]).toEqual(['kept', 'new']);
  });

  test('906 with reason and hint, and nothing half-written', async () => {
    const folder = folderWith({ 'report/x': '' });
    const fault = await faultOf(() => writeWhole(join(folder, 'report'), Buffer.from('new')));
    expect(fault.code).toBe('CUSTODY-906');
    expect(fault.message).toBe(`\`${folder}/report\` could not be written: it is a folder.`);
    expect(readdirSync(folder)).toEqual(['report']);
  });

  test('906 without permission', async () => {
    const folder = folderWith({ 'shut/x': '' });
    chmodSync(join(folder, 'shut'), 0o555);
    const script = `
      const { writeWhole } = await import('${source('io/files/write.ts')}');
      await writeWhole('${folder}/shut/r', Buffer.from('x')).catch((f) => console.log(f.code + ' ' + f.message));`;
    expect(await run(script, { demote: true })).toEqual({
      code: 0,
      out: `CUSTODY-906 \`${folder}/shut/r\` could not be written: permission denied.\n`,
      error: '',
    });
  });
});

describe('writeNew', () => {
  test('writes where nothing stands, and nowhere else', async () => {
    const folder = folderWith();
    const path = join(folder, 'x');
    expect(await writeNew(path, Buffer.from('one'), 'CUSTODY-309')).toBe(true);
    expect(await writeNew(path, Buffer.from('two'), 'CUSTODY-309')).toBe(false);
    expect(text(path)).toBe('one');
    expect(readdirSync(folder)).toEqual(['x']);
  });

  test('of twenty at once, one wins and its bytes are whole', async () => {
    const path = join(folderWith(), 'x');
    const contents = Array.from({ length: 20 }, (_, number) => Buffer.alloc(100_000, `${number}.`));
    const won = await Promise.all(contents.map((bytes) => writeNew(path, bytes, 'CUSTODY-309')));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(Buffer.compare(readFileSync(path), contents[won.indexOf(true)] ?? Buffer.alloc(0))).toBe(0);
  });

  test('a broken link counts as something', async () => {
    const folder = folderWith();
    symlinkSync('nowhere', join(folder, 'x'));
    expect(await writeNew(join(folder, 'x'), Buffer.from('one'), 'CUSTODY-309')).toBe(false);
    expect(readdirSync(folder)).toEqual(['x']);
  });

  test('the code asked for, where the folder is missing', async () => {
    const fault = await faultOf(() =>
      writeNew(join(folderWith(), 'none/x'), Buffer.from('one'), 'CUSTODY-309'),
    );
    expect(fault.code).toBe('CUSTODY-309');
    expect(fault.message).toContain('it does not exist');
  });
});
