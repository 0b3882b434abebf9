/** The refusals of @sigstore/verify, in our codes and with what to do. */
import type { VerificationError } from '@sigstore/verify';
import type { RefusalCode } from '../model/codes.ts';
import type { Refusal } from '../model/finding.ts';

type Meaning = Pick<Refusal, 'code' | 'expected' | 'hint'>;

const tampered =
  'The bytes were changed after signing, or parts of two bundles were joined. Fetch it again from where it was stored.';

const meanings: Readonly<Record<VerificationError['code'], Meaning>> = {
  NOT_IMPLEMENTED_ERROR: { code: 'CUSTODY-421', expected: 'a signature of a known kind', hint: tampered },
  SIGNATURE_ERROR: { code: 'CUSTODY-421', expected: "a signature by the certificate's key", hint: tampered },
  PUBLIC_KEY_ERROR: { code: 'CUSTODY-422', expected: 'a trusted key', hint: tampered },
  CERTIFICATE_ERROR: {
    code: 'CUSTODY-422',
    expected: 'a certificate that chains to the trusted root and was valid at the trusted time',
    hint: 'Check that `trusted-root` names the Sigstore instance that signed: public, github, or your own.',
  },
  TIMESTAMP_ERROR: {
    code: 'CUSTODY-425',
    expected: 'a timestamp over this signature by an authority of the trusted root',
    hint: 'Name the instance that signed: `trusted-root: github` where the repository is not public, or your own. A changed signature shows here too.',
  },
  TLOG_ERROR: {
    code: 'CUSTODY-426',
    expected: 'an entry in a log of the trusted root',
    hint: 'Sign with an instance that logs, or name the trusted root of the one that signed.',
  },
  TLOG_INCLUSION_PROOF_ERROR: {
    code: 'CUSTODY-426',
    expected: 'an inclusion proof under a signed checkpoint',
    hint: tampered,
  },
  TLOG_INCLUSION_PROMISE_ERROR: {
    code: 'CUSTODY-426',
    expected: 'a promise signed by a log of the trusted root',
    hint: tampered,
  },
  TLOG_MISSING_INCLUSION_ERROR: {
    code: 'CUSTODY-426',
    expected: 'an inclusion proof or promise',
    hint: tampered,
  },
  TLOG_BODY_ERROR: { code: 'CUSTODY-427', expected: 'a log entry about this signature', hint: tampered },
};

/** @param root name of the trust root that was asked */
export function refusalOf(error: VerificationError, root: string): Refusal {
  const { code, ...meaning } = meanings[error.code];
  const sct = /\bSCTs?\b/.test(error.message);
  const exact: RefusalCode = sct ? 'CUSTODY-424' : code;
  const expected = sct ? 'a certificate timestamp by a log of the trusted root' : (meaning.expected ?? '');
  return {
    code: exact,
    message: `the bundle does not verify under the trusted root ${root}`,
    expected,
    found: error.message,
    hint: meaning.hint,
  };
}
