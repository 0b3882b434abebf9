import { expect, test } from '@jest/globals';
import { limits } from '../../src/model/limits.ts';

test('T24 the limits are the ones that are promised', () => {
  expect(limits).toMatchObject({
    bundleBytes: 16 * 1024 * 1024,
    subjects: 1_024,
    digestsPerSubject: 32,
    attestationsPerSubject: 500,
    logEntries: 32,
    jsonDepth: 128,
    certificates: 32,
    derBytes: 64 * 1024,
    derElements: 4_096,
    objectIdentifierBytes: 64,
    filesToVerify: 10_000,
    filesToSeal: 10_000,
    announcedArtifacts: 500,
    predicateItems: 100_000,
    vexComparisons: 10_000_000,
    packageUrlLength: 8_192,
    cvssVectorLength: 512,
  });
});
