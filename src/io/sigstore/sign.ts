/** Keyless signing of statements: token, certificate, signature, timestamp, log entry, bundle v0.3, in that order. */
import type { SignatureBundle, Witness } from '@sigstore/sign';
import { Fault } from '../../model/fault.ts';
import { STATEMENT_PAYLOAD_TYPE } from '../../model/statement.ts';
import type { StatementSigner } from '../../ports/signer.ts';
import type { Http } from '../http/types.ts';
import { fulcioSigner } from './fulcio.ts';
import type { SigstoreInstance } from './instance.ts';
import { AlreadyLogged, enterLog, type Log } from './log.ts';
import { logMessage } from './rekor-message.ts';
import { timestamp } from './timestamp.ts';
import type { TokenHolder } from './token.ts';

export interface SigstoreSignerOptions {
  readonly instance: SigstoreInstance;
  /** The job's verified token: `jobToken`. */
  readonly token: TokenHolder;
  readonly http: Http;
  readonly now: () => Date;
}

export function sigstoreSigner(options: SigstoreSignerOptions): StatementSigner {
  const { instance, token, http, now } = options;
  const signer = fulcioSigner({ url: instance.urls.fulcio, token, http, now });
  return {
    identify: async () => (await token()).claims,
    sign: async (statement) => {
      const { DSSEBundleBuilder } = await import('@sigstore/sign');
      const { bundleToJSON } = await import('@sigstore/bundle');
      const builder = new DSSEBundleBuilder({ signer, witnesses: [witness(instance, http)] });
      const artifact = { data: Buffer.from(statement), type: STATEMENT_PAYLOAD_TYPE };
      const bundle = await builder.create(artifact).catch((error) => {
        if (!(error instanceof AlreadyLogged)) throw error;
        // Another signature over the same statement: a new entry, whose proof the log gives.
        return builder.create(artifact);
      });
      return new TextEncoder().encode(JSON.stringify(bundleToJSON(bundle)));
    },
  };
}

/**
 * One witness for all, since a builder asks its witnesses at the same time: the public log comes last, so that a
 * failure before it leaves no entry without a bundle.
 */
export function witness({ urls, trustedRootBytes }: SigstoreInstance, http: Http): Witness {
  return {
    testify: async (content, certificate) => {
      const signature = signatureOf(content);
      const rfc3161Timestamps = [];
      for (const url of urls.timestamp)
        rfc3161Timestamps.push(await timestamp(url, signature, certificate, http));
      const tlogEntries = [];
      for (const log of urls.rekor)
        tlogEntries.push(await enter({ ...log, trustedRootBytes }, content, certificate, http));
      return { rfc3161Timestamps, tlogEntries };
    },
  };
}

function signatureOf(content: SignatureBundle): Buffer {
  if (content.$case === 'messageSignature') return content.messageSignature.signature;
  return content.dsseEnvelope.signatures[0]?.sig ?? Buffer.alloc(0);
}

async function enter(log: Log, content: SignatureBundle, certificate: string, http: Http) {
  if (content.$case === 'dsseEnvelope') return enterLog(log, content.dsseEnvelope, certificate, http);
  if (log.majorApiVersion === 1) return logMessage(log.url, content.messageSignature, certificate, http);
  throw new Fault('CUSTODY-105', 'signatures over files are not entered into Rekor v2 logs yet', {
    hint: 'Name a signing configuration with a Rekor v1 log, or sign a statement with `--in-toto`.',
  });
}
