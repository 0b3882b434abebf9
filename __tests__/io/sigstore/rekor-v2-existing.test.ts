/** An answer of a Rekor v2 log that got lost: its entry is found and proven, and no second one is made. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { createOutages, type NetworkFault } from '../../../sandbox/faults.ts';
import type { Reply } from '../../../sandbox/http.ts';
import { type Bench, bench, statement } from './support.ts';

let at: Bench;
beforeEach(async () => {
  at = await bench(() => new Date(), 2);
});
afterEach(() => at.close());

interface Bundle {
  readonly dsseEnvelope: { readonly signatures: readonly [{ readonly sig: string }] };
  readonly verificationMaterial: {
    readonly tlogEntries: readonly [{ logIndex?: string; canonicalizedBody: string; inclusionProof: object }];
  };
}

async function signed(note = ''): Promise<Bundle> {
  return JSON.parse(Buffer.from(await at.signer().sign(statement(note))).toString());
}

const entryOf = (bundle: Bundle) => bundle.verificationMaterial.tlogEntries[0];
const calls = () => at.sigstore.requests.filter(({ service }) => service === 'rekor');
const statuses = () => calls().map(({ method, status }) => `${method} ${status}`);

/** The first answer to a write gets lost, with or without the write. */
function losing(fault: NetworkFault): void {
  const outages = createOutages();
  const befalls = ({ service, method }: { service: string; method: string }) =>
    service === 'rekor' && method === 'POST';
  outages.set([{ fault, befalls, times: 1 }]);
  at.sigstore.faults.around = (service, request, answer) => outages.around({ ...request, service }, answer);
}

/** All leaves of the log, as the bodies of its entries. */
async function bodies(): Promise<string[]> {
  const read = (path: string) => fetch(`${at.sigstore.urls.rekor}/api/v2/${path}`);
  const size = Number((await (await read('checkpoint')).text()).split('\n')[1]);
  const partial = size % 256 === 0 ? '' : `.p/${size % 256}`;
  const bytes = Buffer.from(await (await read(`tile/entries/000${partial}`)).arrayBuffer());
  const found: string[] = [];
  for (let place = 0; place < bytes.length; ) {
    const end = place + 2 + bytes.readUInt16BE(place);
    found.push(bytes.subarray(place + 2, end).toString('base64'));
    place = end;
  }
  return found;
}

function accepts(bundle: Bundle): boolean {
  const material = toTrustMaterial(TrustedRoot.fromJSON(at.sigstore.trustedRoot));
  const verifier = new Verifier(material, { ctlogThreshold: 1, tlogThreshold: 1, timestampThreshold: 1 });
  verifier.verify(toSignedEntity(bundleFromJSON(bundle)));
  return true;
}

describe('a lost answer', () => {
  test('after the write: the log holds one leaf, and it is the bundle’s', async () => {
    losing('cut body');
    const bundle = await signed();
    expect(await bodies()).toEqual([entryOf(bundle).canonicalizedBody]);
    expect(statuses().slice(0, 3)).toEqual(['POST 201', 'POST 409', 'GET 200']);
    expect(at.sigstore.requests.filter(({ service }) => service === 'fulcio')).toHaveLength(1);
    expect(accepts(bundle)).toBe(true);
  });

  test.each<NetworkFault>(['reset', '503'])(
    '%s in place of the write: the same bytes again',
    async (fault) => {
      losing(fault);
      const bundle = await signed();
      expect(await bodies()).toEqual([entryOf(bundle).canonicalizedBody]);
      expect(accepts(bundle)).toBe(true);
    },
  );

  test('an entry among others is proven as the log itself would', async () => {
    for (let i = 0; i < 6; i += 1) await signed(`before ${i}`);
    losing('cut body');
    const bundle = await signed();
    expect(accepts(bundle)).toBe(true);
    expect(entryOf(bundle).logIndex).toBe('6');
    expect(new Set(await bodies()).size).toBe(7);
    expect((await bodies())[6]).toBe(entryOf(bundle).canonicalizedBody);
  });
});

/** Answers a read, given what is right. */
type Change = (path: string, body: Buffer) => Reply | Buffer | undefined;

/** The answer to the next write gets lost, and then the log reads out something else. */
function lying(change: Change, place?: string): void {
  losing('cut body');
  const { around } = at.sigstore.faults;
  at.sigstore.faults.around = async (service, request, answer) => {
    const reply = await (around ? around(service, request, answer) : answer());
    if (service !== 'rekor') return reply;
    if (reply.status === 409 && place !== undefined) return { ...reply, headers: { 'x-log-index': place } };
    const changed = request.method === 'GET' ? change(request.path, bytesOf(reply)) : undefined;
    if (Buffer.isBuffer(changed)) return { ...reply, body: new Uint8Array(changed) };
    return changed ?? reply;
  };
}

const bytesOf = ({ body }: Reply) =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.from(body as Uint8Array);

const ofCheckpoint =
  (edit: (text: string) => string): Change =>
  (path, body) =>
    path.endsWith('/checkpoint') ? Buffer.from(edit(body.toString())) : undefined;

describe('a log that does not show the entry', () => {
  const nothing: Change = () => undefined;
  const cases: readonly (readonly [string, Change, string?])[] = [
    ['serves no tiles', () => ({ status: 501, body: { code: 12, message: 'not implemented' } })],
    ['redirects who reads', () => ({ status: 307, headers: { location: 'http://localhost:9/' } })],
    ['says no place', nothing, ''],
    ['says a place that is none', nothing, '-1'],
    ['says the place of another entry', nothing, '0'],
    ['says a place past its end', nothing, '9'],
    ['has a checkpoint without a tree', ofCheckpoint((text) => text.replace(/\n\d+\n/, '\n0\n'))],
    [
      'has a checkpoint of a larger tree',
      ofCheckpoint((text) => text.replace(/\n\d+\n/, '\n9007199254740991\n')),
    ],
    ['has a checkpoint of a smaller tree', ofCheckpoint((text) => text.replace(/\n\d+\n/, '\n1\n'))],
    [
      'has a checkpoint of another tree',
      ofCheckpoint((text) => text.replace(/\n[^\n]{43}=\n/, `\n${'A'.repeat(43)}=\n`)),
    ],
    [
      'signs by a key that is not in the root',
      ofCheckpoint((text) => text.replace(/(\u2014 \S+ )..../, '$1AAAA')),
    ],
    ['signs under another name', ofCheckpoint((text) => text.replace(/\u2014 \S+/, '\u2014 other.test'))],
    [
      'answers with a page',
      (path) => (path.endsWith('/checkpoint') ? Buffer.from('<h1>hello</h1>') : undefined),
    ],
    [
      'has a tile of other hashes',
      (path, body) => (path.includes('/tile/') ? Buffer.alloc(body.length, 7) : undefined),
    ],
    [
      'has a tile that is too short',
      (path, body) => (path.includes('/tile/') ? body.subarray(1) : undefined),
    ],
  ];

  test.each(cases)('%s: a new signature is made, and whole', async (...[, change, place]) => {
    await signed('before');
    lying(change, place);
    const before = calls().length;
    const bundle = await signed();
    delete at.sigstore.faults.around;
    // That of the lost answer stays behind.
    expect(await bodies()).toHaveLength(3);
    expect((await bodies())[2]).toBe(entryOf(bundle).canonicalizedBody);
    expect(accepts(bundle)).toBe(true);
    expect(calls().length - before).toBeLessThan(24);
  });
});
