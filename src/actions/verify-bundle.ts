/** `conformance verify-bundle`: one bundle, one artifact or its digest, one expected signer. */
import type { Wiring } from '../kit/wire.ts';
import { Fault } from '../model/fault.ts';
import type { Refusal } from '../model/finding.ts';
import { limits } from '../model/limits.ts';
import type { Report } from '../report/report.ts';
import { type ExpectedSigner, verifyArtifact } from '../verify/artifact.ts';
import { artifactOf, type SignedArtifact } from '../verify/message.ts';
import type { ConformanceCall } from './conformance.ts';

export async function verifyBundle(call: ConformanceCall, wire: Wiring): Promise<Report> {
  const signer = await expectedSigner(call, wire);
  const root = await wire.trustRoot(call.trustedRoot ?? 'public');
  const bundle = await needed(call.bundle, limits.bundleBytes, wire);
  const artifact = await artifactAt(call.file, wire);
  return reportOf(artifact, call.bundle, verifyArtifact(bundle, artifact, signer, root, wire.clock.now()));
}

/** A report of one verdict; its exit code is all that the suite looks at. */
export function reportOf(artifact: SignedArtifact, origin: string, refusal: Refusal | undefined): Report {
  const { name, digests, bytes } = artifact;
  const status = refusal ? 'fail' : 'pass';
  const weighed = refusal ? [{ outcome: 'refused', origin, refusal } as const] : [];
  const reason = refusal ?? { message: 'signed by whom it must be' };
  const finding = { rule: 'conformance', status, subject: name, ...reason, weighed } as const;
  const verdict = {
    artifact: { name, digests, size: bytes?.length ?? 0 },
    status,
    findings: [finding],
  } as const;
  return { verb: 'conformance', status, verdicts: [verdict], notices: [] };
}

/** A file that must be there. Throws `CUSTODY-205` where it is not. */
export async function needed(path: string, most: number, wire: Wiring): Promise<Uint8Array> {
  const bytes = await (await wire.namedFiles()).read(path, most);
  if (bytes) return bytes;
  throw new Fault('CUSTODY-205', `\`${path}\` cannot be read: it does not exist.`, { hint: 'Name a file.' });
}

/** Something that stands at the path comes before a digest. */
async function artifactAt(word: string, wire: Wiring): Promise<SignedArtifact> {
  const bytes = await (await wire.namedFiles()).read(word, limits.signedFileBytes);
  if (bytes) return artifactOf(word, bytes);
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(word)?.[1];
  if (sha256 !== undefined) return { name: word, digests: { sha256 } };
  throw new Fault('CUSTODY-201', `\`${word}\` is neither a file nor a digest.`, {
    hint: 'Name a file, or write `sha256:` and 64 hexadecimal digits in lower case.',
  });
}

async function expectedSigner(call: ConformanceCall, wire: Wiring): Promise<ExpectedSigner> {
  const { certificateIdentity: identity, certificateOidcIssuer: issuer, key } = call;
  if (key !== undefined) {
    if (identity !== undefined || issuer !== undefined) throw bothGiven();
    return { kind: 'key', pem: await needed(key, limits.trustedRootBytes, wire) };
  }
  if (identity !== undefined && issuer !== undefined) return { kind: 'identity', identity, issuer };
  throw new Fault('CUSTODY-110', 'there is no verification without an expected signer', {
    hint: 'Give `--certificate-identity` and `--certificate-oidc-issuer`, or `--key`.',
  });
}

function bothGiven(): Fault {
  return new Fault(
    'CUSTODY-103',
    '`--key` excludes `--certificate-identity` and `--certificate-oidc-issuer`.',
    {
      hint: 'Give the one that the bundle was signed with.',
    },
  );
}
