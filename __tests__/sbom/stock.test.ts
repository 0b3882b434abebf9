/** Taking stock: what counts as shown, whom each byte is owed to, and where it stops. */
import { describe, expect, test } from '@jest/globals';
import type { InventoryFile, Reader } from '../../src/model/inventory.ts';
import { limits } from '../../src/model/limits.ts';
import { takeStock } from '../../src/sbom/stock.ts';
import { faultOf } from '../support/faults.ts';
import { alone, file, inventory, npm, readerOf } from './support.ts';

const archive = (path: string, files: Iterable<InventoryFile>) => readerOf(path, inventory([], { files }));
const stock = (path: string, readers: readonly Reader[], size = 10) =>
  takeStock(file(path, size), readers, alone);

describe('bytes', () => {
  test('that nobody can look into are opaque, never nothing', async () => {
    const { bytes, known } = await stock('app.bin', []);
    expect([bytes, known]).toEqual([{ total: 10, unowned: 10, opaque: 10 }, []]);
  });

  test('are owed as the reader says, and the rest to nobody', async () => {
    const one = npm('a');
    const shares = [
      { owner: { package: one.id }, bytes: 5 },
      { owner: 'first-party' as const, bytes: 2 },
      { owner: 'opaque' as const, bytes: 1 },
    ];
    const { bytes, known } = await stock('x.js', [
      readerOf('x.js', inventory([one], { shares }), { method: 'fingerprint' }),
    ]);
    expect(bytes).toEqual({ total: 10, unowned: 3, opaque: 1 });
    expect(known).toEqual([{ package: one, method: 'fingerprint', bytes: 5 }]);
  });

  test('in the folder of a manifest are owed to it, the nearest one first', async () => {
    const root = { type: 'npm', name: 'app', version: '1' };
    const inner = npm('dep');
    const files = [
      file('package/package.json', 3),
      file('package/index.txt', 4),
      file('package/node_modules/dep/package.json', 5),
      file('package/node_modules/dep/x.txt', 6),
      file('elsewhere.bin', 7),
    ];
    const {
      bytes,
      known,
      root: found,
    } = await stock('app.tgz', [
      archive('app.tgz', files),
      readerOf('package/package.json', inventory([], { root })),
      readerOf('package/node_modules/dep/package.json', inventory([inner])),
    ]);
    expect(found).toEqual(root);
    expect(known).toEqual([{ package: inner, method: 'manifest', bytes: 11 }]);
    expect(bytes).toEqual({ total: 25, unowned: 7, opaque: 7 });
  });
});

describe('T21 bytes are owed once', () => {
  const shares = [
    { owner: 'first-party' as const, bytes: 60 },
    { owner: 'opaque' as const, bytes: 40 },
  ];
  test('T21 where two readers look into one file, the more direct one counts', async () => {
    const one = npm('a');
    const direct = inventory([one], { shares: [{ owner: { package: one.id }, bytes: 90 }] });
    const readers = [
      readerOf('x.js', inventory([], { shares }), { method: 'banner' }),
      readerOf('x.js', direct, { method: 'source-map' }),
    ];
    for (const order of [readers, readers.toReversed()]) {
      const { bytes, known } = await stock('x.js', order, 100);
      expect(bytes).toEqual({ total: 100, unowned: 10, opaque: 0 });
      expect(known).toMatchObject([{ bytes: 90 }]);
    }
  });
  test('T21 where two readers unpack one archive', async () => {
    const twice = [archive('a.zip', [file('x', 7)]), archive('a.zip', [file('x', 7)])];
    expect((await stock('a.zip', twice)).bytes).toEqual({ total: 7, unowned: 7, opaque: 7 });
  });
});

describe('an archive inside of the artifact', () => {
  const root = { type: 'npm', name: 'inner', version: '1.0.0' };
  const inside = [file('package.json', 3), file('x.bin', 4)];
  const of = (outside: readonly InventoryFile[]) =>
    stock('a.zip', [
      archive('a.zip', outside),
      archive('vendor/inner.tgz', inside),
      readerOf('package.json', inventory([], { root })),
    ]);
  test('T21 is a part of the product with all that is in it, not the product', async () => {
    const { root: product, known, bytes } = await of([file('vendor/inner.tgz', 5), file('y.bin', 6)]);
    expect(product).toBeUndefined();
    expect(known).toMatchObject([{ package: { name: 'inner', at: { file: 'package.json' } }, bytes: 7 }]);
    expect(bytes).toEqual({ total: 13, unowned: 6, opaque: 6 });
  });
  test('T21 claims nothing outside of it, whatever it lists as its own', async () => {
    const greedy = readerOf(
      'package.json',
      inventory([], { root, owns: ['x.bin', '../../y.bin', '../y.bin', 'y.bin'] }),
    );
    const { bytes } = await stock('a.zip', [
      archive('a.zip', [file('inner.tgz', 5), file('y.bin', 6)]),
      archive('inner.tgz', inside),
      greedy,
    ]);
    expect(bytes).toMatchObject({ total: 13, opaque: 9 });
  });
});

test('a lockfile inside of an artifact shows nothing', async () => {
  const lock = readerOf('package/package-lock.json', inventory([npm('a')]), { method: 'lockfile' });
  const inside = await stock('app.tgz', [archive('app.tgz', [file('package/package-lock.json')]), lock]);
  expect(inside.known).toEqual([]);
  expect((await stock('package/package-lock.json', [lock])).known).toHaveLength(1);
});

test('files of one archive are near each other, and no others', async () => {
  const asked: (string | undefined)[] = [];
  const curious = readerOf('d/x.js', inventory([]), {
    async read(_, { near }) {
      for (const path of ['x.js.map', '../y', '../../../etc/passwd'])
        asked.push((await near(path))?.length.toString());
      return inventory([]);
    },
  });
  await stock('a.zip', [archive('a.zip', [file('d/x.js'), file('d/x.js.map', 3), file('y', 4)]), curious]);
  expect(asked).toEqual(['3', '4', undefined]);
});

describe('T24 limits', () => {
  test('T24 archives within archives', async () => {
    const nested: Reader = readerOf('', inventory([]), {
      recognises: () => true,
      read: () => inventory([], { files: [file('inner')] }),
    });
    const fault = await faultOf(stock('outer', [nested]));
    expect([fault.code, fault.message]).toEqual([
      'CUSTODY-404',
      expect.stringContaining(`${limits.archiveDepth} deep`),
    ]);
  });

  test('T24 files, however many an archive goes on to name', async () => {
    let given = 0;
    const endless = {
      *[Symbol.iterator]() {
        for (;;) {
          given += 1;
          yield file('x', 0);
        }
      },
    };
    const fault = await faultOf(stock('a.tar', [archive('a.tar', endless)]));
    expect([fault.code, given]).toEqual(['CUSTODY-404', limits.archiveEntries + 1]);
  });

  test('T24 bytes over all archives together', async () => {
    const large = { path: 'x', bytes: { length: limits.unpackedBytes / 2 } as Uint8Array };
    const fault = await faultOf(stock('a.tar', [archive('a.tar', [large, large, large])]));
    expect([fault.code, fault.message]).toEqual([
      'CUSTODY-404',
      expect.stringContaining(`${limits.unpackedBytes} bytes`),
    ]);
  });
});
