/** `conformance sign-bundle`: one file, or one in-toto statement, signed with a given token; verified, then written. */

import { parseStatement } from '../formats/statement.ts';
import type { Wiring } from '../kit/wire.ts';
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import type { Report } from '../report/report.ts';
import { verifyArtifact } from '../verify/artifact.ts';
import { artifactOf, type SignedArtifact } from '../verify/message.ts';
import type { ConformanceCall } from './conformance.ts';
import { needed, reportOf } from './verify-bundle.ts';

/** The bundle is written only where it verifies under the trusted root. */
export async function signBundle(call: ConformanceCall, wire: Wiring): Promise<Report> {
  const token = call.identityToken;
  if (token === undefined) {
    throw new Fault('CUSTODY-101', '`sign-bundle` needs `--identity-token`.', {
      hint: 'Give an OIDC token.',
    });
  }
  const root = await wire.trustRoot(call.trustedRoot ?? 'public');
  const bytes = await needed(call.file, limits.signedFileBytes, wire);
  const artifact = call.inToto ? subjectOf(bytes) : artifactOf(call.file, bytes);
  const signer = await wire.tokenSigner(token, call.trustedRoot, call.signingConfig);
  const { bundle, ...who } = await signer.sign(bytes, call.inToto ? 'statement' : 'message');
  const refusal = verifyArtifact(bundle, artifact, { kind: 'identity', ...who }, root, wire.clock.now());
  if (!refusal) await (await wire.namedFiles()).write(call.bundle, bundle);
  return reportOf(artifact, call.bundle, refusal);
}

/** What the statement is about first; that it is a statement is known before it is signed. */
function subjectOf(statement: Uint8Array): SignedArtifact {
  const [{ name, digest }] = parseStatement(statement).subject;
  const { sha256 } = digest;
  if (sha256 !== undefined) return { name, digests: { ...digest, sha256 } };
  throw new Fault('CUSTODY-407', 'the first subject of the statement has no SHA-256', {
    hint: 'Name each subject by its SHA-256.',
  });
}
