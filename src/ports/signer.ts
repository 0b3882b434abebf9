/** Keyless signing: who we are (the verified token), and a bundle over a statement. */
import type { TokenClaims } from '../model/token.ts';

export interface StatementSigner {
  /** The claims of the verified OIDC token with which `sign` will sign. */
  identify(): Promise<TokenClaims>;
  /**
   * One DSSE bundle (Sigstore bundle v0.3, JSON bytes) over the statement's bytes. Throws faults `CUSTODY-301` to
   * `-307`, `-903`, `-904`.
   */
  sign(statement: Uint8Array): Promise<Uint8Array>;
}
