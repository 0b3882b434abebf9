/** Signs a file's bytes, or a statement, with a token that the caller holds: certificate, timestamp, log entry, bundle v0.3. */
import { createHash, X509Certificate } from 'node:crypto';
import type { Bundle } from '@sigstore/bundle';
import type { Signer, Witness } from '@sigstore/sign';
import { textAt } from '../../formats/json.ts';
import { Fault } from '../../model/fault.ts';
import { STATEMENT_PAYLOAD_TYPE } from '../../model/statement.ts';
import type { ArtifactSigner } from '../../ports/signer.ts';
import type { Http } from '../http/types.ts';
import { claimOf, payloadOfToken } from '../oidc/claims.ts';
import { fulcioSigner } from './fulcio.ts';
import type { SigstoreInstance } from './instance.ts';
import { witness } from './sign.ts';

export interface ArtifactSignerOptions {
  readonly instance: SigstoreInstance;
  /** A JSON Web Token that the instance's authority accepts. It verifies it; nothing here depends on what it says. */
  readonly token: string;
  readonly http: Http;
  readonly now: () => Date;
}

/** @throws Fault `CUSTODY-302` for a text that is no token */
export function artifactSigner({ instance, token, http, now }: ArtifactSignerOptions): ArtifactSigner {
  const claims = payloadOfToken(token);
  // The authority asks for a proof over the name that it will certify: people are known by their address.
  const subject = textAt(claims, 'email') ?? claimOf(claims, 'sub');
  const issuer = claimOf(claims, 'iss');
  const signer = fulcioSigner({
    url: instance.urls.fulcio,
    token: async () => ({ token, subject }),
    http,
    now,
  });
  return {
    sign: async (bytes, as) => {
      const { bundleToJSON } = await import('@sigstore/bundle');
      const parts = { signer, witness: witness(instance, http), data: Buffer.from(bytes) };
      const bundle = await (as === 'statement' ? statementBundle(parts) : messageBundle(parts));
      const json = new TextEncoder().encode(JSON.stringify(bundleToJSON(bundle)));
      return { bundle: json, identity: nameIn(bundle), issuer };
    },
  };
}

interface Parts {
  readonly signer: Signer;
  readonly witness: Witness;
  readonly data: Buffer;
}

async function statementBundle({ signer, witness, data }: Parts): Promise<Bundle> {
  const { DSSEBundleBuilder } = await import('@sigstore/sign');
  return new DSSEBundleBuilder({ signer, witnesses: [witness] }).create({
    data,
    type: STATEMENT_PAYLOAD_TYPE,
  });
}

/** Put together here, since the builder of @sigstore/sign writes version 0.2. */
async function messageBundle({ signer, witness, data }: Parts): Promise<Bundle> {
  const { toMessageSignatureBundle } = await import('@sigstore/bundle');
  const { signature, key } = await signer.sign(data);
  const certificate = key.$case === 'x509Certificate' ? key.certificate : '';
  const bundle = toMessageSignatureBundle({
    digest: createHash('sha256').update(data).digest(),
    signature,
    certificate: new X509Certificate(certificate).raw,
    certificateChain: false,
  });
  const { tlogEntries = [], rfc3161Timestamps = [] } = await witness.testify(bundle.content, certificate);
  const timestampVerificationData = { rfc3161Timestamps };
  return {
    ...bundle,
    verificationMaterial: { ...bundle.verificationMaterial, tlogEntries, timestampVerificationData },
  };
}

/** The one name in the certificate, a URI or an e-mail address. */
function nameIn({ verificationMaterial: { content } }: Bundle): string {
  const bytes = content.$case === 'certificate' ? content.certificate.rawBytes : undefined;
  const names = bytes && new X509Certificate(bytes).subjectAltName;
  const name = /^(?:URI|email):([^,"]+)$/.exec(names ?? '')?.[1];
  if (name !== undefined) return name;
  throw new Fault('CUSTODY-304', 'the certificate authority certified a name of an unknown form', {
    hint: 'Use a token of a workflow or of a person: a URI or an e-mail address is certified.',
  });
}
