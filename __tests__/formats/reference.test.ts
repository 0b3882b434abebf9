/** References to documents: written and read back, and nothing but a fault for what is none. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readReference, referencePredicate } from '../../src/formats/reference.ts';
import { formatIn } from '../../src/formats/sbom.ts';
import { Fault } from '../../src/model/fault.ts';
import { limits } from '../../src/model/limits.ts';
import type { JsonObject } from '../../src/model/statement.ts';
import { faultOf } from '../support/faults.ts';
import { runs } from '../support/runs.ts';

const words = {
  attester: 'https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main',
  name: 'app.cdx.json',
  sha256: 'a'.repeat(64),
  size: 17,
  mediaType: 'application/vnd.cyclonedx+json',
  predicateType: 'https://cyclonedx.org/bom',
};

describe('a reference', () => {
  test('is written as in-toto has it', () => {
    expect(referencePredicate({ ...words, location: 'https://sboms.example.com/a' })).toEqual({
      attester: { id: words.attester },
      references: [
        {
          name: 'app.cdx.json',
          digest: { sha256: 'a'.repeat(64) },
          downloadLocation: 'https://sboms.example.com/a',
          mediaType: 'application/vnd.cyclonedx+json',
          annotations: { size: '17', predicateType: 'https://cyclonedx.org/bom' },
        },
      ],
    });
  });

  test('reads back what was written', () => {
    const location = fc.option(fc.webUrl({ withQueryParameters: true }), { nil: undefined });
    const digest = fc.stringMatching(/^[0-9a-f]{64}$/);
    fc.assert(
      fc.property(digest, fc.nat(limits.sbomBytes), location, (sha256, size, where) => {
        const reference = { sha256, size, ...(where !== undefined && { location: where }) };
        expect(readReference(referencePredicate({ ...words, ...reference }))).toEqual(reference);
      }),
      { numRuns: runs(300) },
    );
  });

  test('T24 an address past the limit is refused, and the limit named', async () => {
    const at = (length: number) => referencePredicate({ ...words, location: 'x'.repeat(length) });
    expect(readReference(at(limits.locationLength))).toBeDefined();
    const fault = await faultOf(() => readReference(at(limits.locationLength + 1)));
    expect([fault.code, fault.message]).toEqual(['CUSTODY-404', expect.stringContaining('8192')]);
  });

  test('T26 whatever stands in its place: a reference, none, or a fault', () => {
    const broken = fc.record(
      {
        digest: fc.oneof(fc.jsonValue(), fc.record({ sha256: fc.jsonValue() })),
        annotations: fc.oneof(fc.jsonValue(), fc.record({ size: fc.jsonValue() })),
        downloadLocation: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const predicate = fc.record({ references: fc.oneof(fc.jsonValue(), fc.array(broken)) });
    fc.assert(
      fc.property(predicate, (value) => {
        try {
          const found = readReference(JSON.parse(JSON.stringify(value)) as JsonObject);
          if (found) expect(found).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          expect(['CUSTODY-404', 'CUSTODY-408']).toContain(error.code);
        }
      }),
      { numRuns: runs(1_000) },
    );
  });
});

test.each<readonly [JsonObject, ReturnType<typeof formatIn>]>([
  [{ bomFormat: 'CycloneDX' }, 'cyclonedx'],
  [{ spdxVersion: 'SPDX-2.3' }, 'spdx'],
  [{ bomFormat: 'CycloneDX', spdxVersion: 'SPDX-2.3' }, undefined],
  [{ bomFormat: 'cyclonedx' }, undefined],
  [{ spdxVersion: 2 }, undefined],
  [{}, undefined],
])('T21 %j says of itself that it is %s', (document, format) => expect(formatIn(document)).toBe(format));
