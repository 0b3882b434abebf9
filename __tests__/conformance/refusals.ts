/**
 * Why each negative vector must be refused: our code, and words that only the right reason has. A vector may have more
 * than one fault; named here is the one that its README and its name are about, unless the comment says otherwise.
 */

const otherSignature = 'signature mismatch';
const chain = 'Failed to verify certificate chain';
const promise = 'inclusion promise could not be verified';
const timestamp = 'timestamp could not be verified';
const checkpoint = 'invalid checkpoint signature';
const shortCheckpoint = 'too few lines in checkpoint header';

/** Vector → code and words of the fault or refusal. */
export const refusals: ReadonlyMap<string, readonly [code: string, words: string]> = new Map([
  ['bundle-empty-certificate-chain_fail', ['CUSTODY-403', 'invalid v0.1 bundle']],
  ['bundle-from-wrong-instance_fail', ['CUSTODY-422', chain]],
  ['bundle-invalid-base64-signature_fail', ['CUSTODY-403', 'is not base64']],
  ['bundle-malformed-json_fail', ['CUSTODY-403', 'cut short']],
  ['bundle-negative-log-index_fail', ['CUSTODY-403', 'a log index is not a number from 0 on']],
  ['bundle-unknown-version_fail', ['CUSTODY-403', 'invalid bundle']],
  ['bundle-with-root-cert_fail', ['CUSTODY-403', 'it brings a root certificate along']],
  ['checkpoint-bad-keyhint_fail', ['CUSTODY-426', checkpoint]],
  // A tree of another size asks for a proof of another length.
  ['checkpoint-wrong-roothash_fail', ['CUSTODY-426', 'invalid hash count']],
  ['dsse-invalid-sig_fail', ['CUSTODY-421', 'the signature does not verify']],
  ['dsse-mismatch-envelope_fail', ['CUSTODY-427', otherSignature]],
  ['dsse-mismatch-sig_fail', ['CUSTODY-427', otherSignature]],
  ['inclusion-proof-corrupted-hash_fail', ['CUSTODY-426', 'calculated root hash does not match']],
  // The log signed another body than the one with this key in it.
  ['incorrect-public-key_fail', ['CUSTODY-426', promise]],
  ['integrated-time-in-future_fail', ['CUSTODY-422', chain]],
  ['intoto-expired-certificate_fail', ['CUSTODY-422', chain]],
  ['intoto-log-entry-mismatch_fail', ['CUSTODY-427', otherSignature]],
  ['intoto-missing-inclusion-proof_fail', ['CUSTODY-403', 'invalid v0.2 bundle']],
  ['intoto-set-outside-signing-cert-validity_fail', ['CUSTODY-422', chain]],
  ['intoto-tsa-timestamp-outside-cert-validity_fail', ['CUSTODY-422', chain]],
  ['invalid-checkpoint-signature_fail', ['CUSTODY-426', checkpoint]],
  ['invalid-ct-key_fail', ['CUSTODY-424', 'SCT verification failed']],
  // Its proof also lacks the checkpoint that version 0.2 demands, and without one no root hash is to be trusted.
  ['invalid-inclusion-proof_fail', ['CUSTODY-403', 'invalid v0.2 bundle']],
  ['managed-key-no-key_fail', ['CUSTODY-422', 'a public key']],
  // The PEM holds no point of its curve, so that nothing can be signed with it.
  ['managed-key-wrong-key_fail', ['CUSTODY-422', 'one that is no key']],
  ['message-digest-mismatch_fail', ['CUSTODY-429', 'states the digest of another artifact']],
  ['rekor2-checkpoint-missing-log-signature_fail', ['CUSTODY-426', 'no signatures found in checkpoint']],
  ['rekor2-checkpoint-missing-origin_fail', ['CUSTODY-426', shortCheckpoint]],
  ['rekor2-checkpoint-missing-root-hash_fail', ['CUSTODY-426', shortCheckpoint]],
  ['rekor2-checkpoint-missing-size_fail', ['CUSTODY-426', shortCheckpoint]],
  ['rekor2-checkpoint-no-matching-signature_fail', ['CUSTODY-426', checkpoint]],
  ['rekor2-dsse-invalid-sig_fail', ['CUSTODY-421', 'the signature does not verify']],
  // Its signature was made over the changed envelope, so that it is another than the logged one, too.
  ['rekor2-dsse-mismatch-envelope_fail', ['CUSTODY-427', otherSignature]],
  ['rekor2-dsse-mismatch-sig_fail', ['CUSTODY-427', otherSignature]],
  ['rekor2-no-inclusion-proof_fail', ['CUSTODY-403', 'invalid bundle']],
  ['rekor2-no-timestamp_fail', ['CUSTODY-425', 'expected 1 timestamps, got 0']],
  ['rekor2-timestamp-outside-trust-root-tsa-validity_fail', ['CUSTODY-425', timestamp]],
  ['rekor2-timestamp-outside-tsa-cert-validity_fail', ['CUSTODY-425', timestamp]],
  ['rekor2-timestamp-payload-mismatch_fail', ['CUSTODY-425', timestamp]],
  ['rekor2-timestamp-untrusted-tsa-with-embedded-cert_fail', ['CUSTODY-425', timestamp]],
  ['rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail', ['CUSTODY-425', timestamp]],
  ['rekor2-timestamp-with-incorrect-time_fail', ['CUSTODY-422', chain]],
  ['set-invalid-signature_fail', ['CUSTODY-426', promise]],
  ['signature-mismatch_fail', ['CUSTODY-421', 'the signature does not verify']],
  ['trust-root-tlog-missing-validity-start_fail', ['CUSTODY-405', 'a validity window without a start']],
  ['wrong-hashedrekord-artifact_fail', ['CUSTODY-427', otherSignature]],
  ['wrong-hashedrekord-cert-and-sig_fail', ['CUSTODY-427', otherSignature]],
  ['wrong-hashedrekord-entry_fail', ['CUSTODY-427', otherSignature]],
  ['wrong-material_fail', ['CUSTODY-429', 'states the digest of another artifact']],
]);
