/**
 * Enters a signature over a file's bytes into a Rekor v1 log, as kind `hashedrekord` 0.0.1
 * (https://github.com/sigstore/rekor/blob/main/pkg/types/hashedrekord/v0.0.1).
 */
import type { MessageSignature, TransparencyLogEntry } from '@sigstore/bundle';
import { base64 } from '../../formats/base64.ts';
import { textAt } from '../../formats/json.ts';
import type { Json } from '../../model/statement.ts';
import { jsonOf } from '../http/answer.ts';
import type { Http } from '../http/types.ts';
import { acceptable, SERVICE, submitEntry } from './rekor.ts';
import { isCertificate, readEntryOf } from './rekor-entry.ts';

/**
 * @param url base of the log
 * @param message its digest is SHA-256
 * @param certificate PEM of the leaf
 * @throws Fault `CUSTODY-306`, `-903`, `-904`
 */
export async function logMessage(
  url: string,
  message: MessageSignature,
  certificate: string,
  http: Http,
): Promise<TransparencyLogEntry> {
  const answer = await submitEntry(url, proposedEntry(message, certificate), http);
  const isAbout = (spec: Json | undefined) => isAboutMessage(spec, message, certificate);
  return acceptable(answer, readEntryOf('hashedrekord', jsonOf(answer, SERVICE), isAbout));
}

function proposedEntry({ messageDigest, signature }: MessageSignature, certificate: string): object {
  return {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: {
      data: { hash: { algorithm: 'sha256', value: messageDigest.digest.toString('hex') } },
      signature: {
        content: signature.toString('base64'),
        publicKey: { content: Buffer.from(certificate).toString('base64') },
      },
    },
  };
}

function isAboutMessage(
  spec: Json | undefined,
  { messageDigest, signature }: MessageSignature,
  certificate: string,
): boolean {
  return (
    textAt(spec, 'data', 'hash', 'algorithm') === 'sha256' &&
    textAt(spec, 'data', 'hash', 'value') === messageDigest.digest.toString('hex') &&
    base64(textAt(spec, 'signature', 'content'))?.equals(signature) === true &&
    isCertificate(textAt(spec, 'signature', 'publicKey', 'content'), certificate)
  );
}
