/** Every predicate type that tells of a scan for vulnerabilities, and who reads it. */
import type { Scan } from '../model/vulnerability.ts';
import { readCosignVuln } from './cosign-vuln.ts';
import { CYCLONEDX_TYPES } from './cyclonedx.ts';
import { readCycloneDxScan } from './cyclonedx-vulnerabilities.ts';
import { type Member, predicateMember } from './predicate.ts';
import { readOnce } from './read-once.ts';
import { readVulns } from './vulns.ts';

type Reader = (predicate: Member) => Scan | undefined;

const COSIGN_VULN = 'https://cosign.sigstore.dev/attestation/vuln/v1';
const VULNS = ['', '/v0.1', '/v0.2'].map((version) => `https://in-toto.io/attestation/vulns${version}`);

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [COSIGN_VULN, readCosignVuln],
  ...VULNS.map((type) => [type, readVulns] as const),
  ...CYCLONEDX_TYPES.map((type) => [type, readCycloneDxScan] as const),
]);

export const SCAN_TYPES = [COSIGN_VULN, ...VULNS, ...CYCLONEDX_TYPES] as const;

/**
 * `undefined` for a document of one of the types that tells of no scan.
 * @throws Fault `CUSTODY-408` naming the member that does not follow its specification; `CUSTODY-404` past a limit
 */
export const readScan = readOnce((predicateType, predicate): Scan | undefined =>
  readers.get(predicateType)?.(predicateMember(predicate)),
);
