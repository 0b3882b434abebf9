import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { everything, put } from './store-support.ts';
import { ended, faultOf, folderWith, run, source } from './support.ts';

describe('309 a folder that cannot be written to', () => {
  const attempt = (folder: string, name = 'a') => `
    const { fileStore } = await import('${source('io/files/store.ts')}');
    const subjects = [{ name: '${name}', digest: { sha256: '${'0'.repeat(64)}' } }];
    await fileStore('${folder}').put({ key: '${'0'.repeat(64)}', subjects, predicateType: 't' }, Buffer.alloc(400_000, 'x'))
      .then(() => console.log('stored'), (f) => console.log(f.code + ' ' + f.message + ' ' + f.hint));`;

  test('no permission', async () => {
    const folder = folderWith({ 'store/x': '' });
    chmodSync(join(folder, 'store'), 0o555);
    const { out, error } = await run(attempt(join(folder, 'store')), { demote: true });
    expect(error).toBe('');
    expect(out).toBe(
      `CUSTODY-309 \`${folder}/store/a.sigstore.json\` could not be written: permission denied. Let this user write to the folder, or choose another one.\n`,
    );
    const inner = await run(attempt(join(folder, 'store'), 'sub/a'), { demote: true });
    expect(inner.out).toContain(
      `CUSTODY-309 \`${folder}/store/sub\` could not be written: permission denied.`,
    );
    expect(everything(folder)).toEqual(['store/x']);
  });

  test('a file in the place of the folder', async () => {
    const folder = folderWith({ store: 'a file' });
    const fault = await faultOf(() => put(join(folder, 'store'), ['a']));
    expect(fault.code).toBe('CUSTODY-309');
    expect(readFileSync(join(folder, 'store'), 'utf8')).toBe('a file');
  });

  test.each([
    ['a full disk', 'size=128k', 'no space is left on the disk'],
    ['a file system that is read-only', 'size=128k,ro', 'the file system is read-only'],
  ])('%s', async (_, options, reason) => {
    const folder = folderWith();
    const store = join(folder, 'disk');
    mkdirSync(store);
    const script =
      'mount -t tmpfs -o "$1" none "$2" && "$3" --no-warnings --input-type=module --eval "$4"; ls -A "$2"';
    const args = [
      '--user',
      '--map-root-user',
      '--mount',
      'sh',
      '-c',
      script,
      'sh',
      options,
      store,
      process.execPath,
      attempt(store),
    ];
    const { out, error } = await ended('unshare', args).catch((cause) => ({ out: '', error: String(cause) }));
    if (out === '' && /unshare|mount/.test(error)) {
      console.warn(`skipped: no file system can be mounted here (${error.trim()})`);
      return;
    }
    expect(out).toContain(`CUSTODY-309 \`${store}/a.sigstore.json\` could not be written: ${reason}.`);
    // Nothing but the line of the fault: no file, whole or in part, lies there.
    expect(out.trim().split('\n')).toHaveLength(1);
  });
});
