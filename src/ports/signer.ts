/** Keyless signing: who we are (the verified token), and a bundle over a statement. */
import type { TokenClaims } from '../model/token.ts';

/** Signs what it is given with a token that was given, too: for protocols that are not ours. */
export interface ArtifactSigner {
  /**
   * @param as `message`: over the bytes; `statement`: over an in-toto statement, in a DSSE envelope
   * @returns a Sigstore bundle v0.3 and whom its certificate names. Throws faults `CUSTODY-302` to `-307`, `-903`, `-904`
   */
  sign(
    bytes: Uint8Array,
    as: 'message' | 'statement',
  ): Promise<{ readonly bundle: Uint8Array; readonly identity: string; readonly issuer: string }>;
}

export interface StatementSigner {
  /** The claims of the verified OIDC token with which `sign` will sign. */
  identify(): Promise<TokenClaims>;
  /**
   * One DSSE bundle (Sigstore bundle v0.3, JSON bytes) over the statement's bytes. Throws faults `CUSTODY-301` to
   * `-307`, `-903`, `-904`.
   */
  sign(statement: Uint8Array): Promise<Uint8Array>;
}
