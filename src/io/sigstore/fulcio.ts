/**
 * Signs with an ephemeral key that a Fulcio certificate binds to the job's identity
 * (https://github.com/sigstore/fulcio/blob/main/fulcio.proto, `CreateSigningCertificate`). One key and certificate
 * serve every statement for as long as the certificate lives.
 */
import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import type { Signer } from '@sigstore/sign';
import { member, textAt } from '../../formats/json.ts';
import { serviceUrl } from '../http/address.ts';
import { jsonOf, refused, unusable } from '../http/answer.ts';
import type { Http, HttpAnswer } from '../http/types.ts';
import type { VerifiedToken } from '../oidc/verify.ts';

/** A token, and whom the authority asks a proof of. */
type Identity = Pick<VerifiedToken, 'token' | 'subject'>;

export interface FulcioOptions {
  /** Base of the authority. */
  readonly url: string;
  /** Called with the one that was rejected, for another. */
  readonly token: (rejected?: Identity) => Promise<Identity>;
  readonly http: Http;
  readonly now: () => Date;
}

interface Credential {
  readonly privateKey: KeyObject;
  /** The leaf in PEM. */
  readonly certificate: string;
  readonly expiresAt: Date;
}

const SERVICE = 'the certificate authority';
/** A certificate is not used in its last minute: the timestamp must fall within its life. */
const RENEW_BEFORE_MS = 60_000;

/** @returns a signer whose faults are `CUSTODY-301`, `-302`, `-304`, `-903`, `-904` */
export function fulcioSigner(options: FulcioOptions): Signer {
  let held: Promise<Credential> | undefined;
  const usable = (credential: Credential) =>
    credential.expiresAt.getTime() - options.now().getTime() > RENEW_BEFORE_MS;
  const current = async (): Promise<Credential> => {
    const before = held;
    const old = await before?.catch(() => undefined);
    if (old && usable(old)) return old;
    // Whoever comes first asks; those who waited beside it take what it gets.
    const next = held === before || !held ? requestCertificate(options) : held;
    held = next;
    return next;
  };
  return {
    sign: async (data) => {
      const { privateKey, certificate } = await current();
      return { signature: sign('sha256', data, privateKey), key: { $case: 'x509Certificate', certificate } };
    },
  };
}

async function requestCertificate(options: FulcioOptions): Promise<Credential> {
  const identity = await options.token();
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const answer = await askWith(identity, pair, options);
  // A token may end while services fail. Whether it was that, only another one shows.
  const rejected = answer.status === 400 || answer.status === 401;
  return credentialOf(rejected ? await askWith(await options.token(identity), pair, options) : answer, pair);
}

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

function askWith(identity: Identity, pair: KeyPair, { url, token, http }: FulcioOptions) {
  return http({
    service: SERVICE,
    url: serviceUrl(`${url}/api/v2/signingCert`, SERVICE, 'CUSTODY-307'),
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...signingRequest(identity, pair),
    expects: ['application/json'],
    // A certificate that was issued and lost does no harm: its key never signs.
    repeat: true,
    renew: async () => signingRequest(await token(), pair),
  });
}

function signingRequest(identity: Identity, { publicKey, privateKey }: KeyPair) {
  const body = JSON.stringify({
    credentials: { oidcIdentityToken: identity.token },
    publicKeyRequest: {
      publicKey: { algorithm: 'ECDSA', content: publicKey.export({ type: 'spki', format: 'pem' }) },
      proofOfPossession: sign('sha256', Buffer.from(identity.subject), privateKey).toString('base64'),
    },
  });
  return { body, secrets: [identity.token] };
}

function credentialOf(answer: HttpAnswer, { publicKey, privateKey }: KeyPair): Credential {
  if (answer.status !== 200 && answer.status !== 201)
    throw refused(answer, SERVICE, 'CUSTODY-304', hintFor(answer.status));
  const { certificate, key, expiresAt } = leafOf(answer);
  if (!key.equals(publicKey)) throw unusable(answer, SERVICE, 'a certificate for another key', 'CUSTODY-304');
  return { privateKey, certificate, expiresAt };
}

/** With a certificate timestamp inside, or, where the authority has no such log, without one. */
function leafOf(answer: HttpAnswer): Omit<Credential, 'privateKey'> & { readonly key: KeyObject } {
  const json = jsonOf(answer, SERVICE);
  const issued = member(json, 'signedCertificateEmbeddedSct') ?? member(json, 'signedCertificateDetachedSct');
  const certificates = member(member(issued, 'chain'), 'certificates');
  const pem = Array.isArray(certificates) ? textAt({ pem: certificates[0] ?? null }, 'pem') : undefined;
  if (pem === undefined) throw unusable(answer, SERVICE, 'no certificate', 'CUSTODY-304');
  try {
    const leaf = new X509Certificate(pem);
    // One certificate in one form, whatever stood around it.
    return { certificate: leaf.toString(), key: leaf.publicKey, expiresAt: new Date(leaf.validTo) };
  } catch {
    throw unusable(answer, SERVICE, 'a certificate that cannot be read', 'CUSTODY-304');
  }
}

function hintFor(status: number): string {
  if (status < 500 && status !== 408 && status !== 429) {
    return (
      'Check that this Sigstore instance trusts the OIDC issuer of this GitHub, that the token is for the audience ' +
      '`sigstore`, and that the clock of the runner is right.'
    );
  }
  return 'Run the job again later; https://status.sigstore.dev shows outages of the public instance.';
}
