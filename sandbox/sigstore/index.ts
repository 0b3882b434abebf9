/**
 * A Sigstore on loopback: OIDC issuer, Fulcio, certificate transparency log, Rekor of version 1 or 2 and
 * timestamp authority, each at an address of its own, with the trusted root and signing configuration that name them.
 */
import { type Handler, type Reply, type Served, type ServedRequest, serve } from '../http.ts';
import { certificatePem } from './certificate.ts';
import type { TokenClaims } from './claims.ts';
import { createCtLog } from './ctlog.ts';
import type { JobFaults, ServiceFaults, ServiceName } from './faults.ts';
import { createFulcio } from './fulcio.ts';
import { createKeyring, type Keyring } from './keyring.ts';
import { createIssuer, type Issuer } from './oidc.ts';
import { createRekor } from './rekor.ts';
import { createRekor2 } from './rekor2.ts';
import { createTimestampAuthority, TIMESTAMP_PATH } from './timestamp.ts';
import { type ServiceUrls, signingConfig, trustedRoot } from './trust.ts';

export { exampleClaims, type TokenClaims } from './claims.ts';
export type {
  CertificateFaults,
  JobFaults,
  ServiceFaults,
  ServiceName,
  TokenFaults,
} from './faults.ts';

/** One answered request; the query is left out. */
export interface RequestRecord {
  readonly service: ServiceName;
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export interface SigstoreOptions {
  /** The clock of all services. Default: the machine's. */
  readonly now?: () => Date;
  /** Misbehaviour from the start; see {@link SandboxSigstore.faults}. */
  readonly faults?: ServiceFaults;
  /**
   * Seconds of validity of the intermediate authority, counted from a day before the start; 3600 makes one
   * that has expired and signs all the same. Default: ten years.
   */
  readonly intermediateLifetime?: number;
  /** The version of the log. Default: 1. */
  readonly rekor?: 1 | 2;
  /**
   * `false` for an instance in the shape of GitHub's own: certificates without a certificate timestamp, and neither
   * root nor configuration names a log. Default: true.
   */
  readonly logs?: boolean;
}

export interface SandboxSigstore {
  /** The OIDC issuer, without a slash at the end. */
  readonly issuer: string;
  readonly urls: ServiceUrls;
  readonly rekorVersion: 1 | 2;
  /** `application/vnd.dev.sigstore.trustedroot+json;version=0.1`. */
  readonly trustedRoot: object;
  /** `application/vnd.dev.sigstore.signingconfig.v0.2+json`. */
  readonly signingConfig: object;
  /** Leaf and root of the timestamp authority, for `openssl ts -verify`. */
  readonly timestampChainPem: string;
  readonly requests: readonly RequestRecord[];
  /** May be changed while the services run. */
  readonly faults: ServiceFaults;
  /** Registers a job: what the runner would put into its environment to request a token. */
  registerJob(claims: TokenClaims, faults?: JobFaults): { requestUrl: string; requestToken: string };
  close(): Promise<void>;
}

/** Starts the services on free ports of 127.0.0.1. */
export async function bootSigstore(options: SigstoreOptions = {}): Promise<SandboxSigstore> {
  const now = options.now ?? (() => new Date());
  const faults: ServiceFaults = { ...options.faults };
  const keyring = await createKeyring(now(), options.intermediateLifetime);
  const requests: RequestRecord[] = [];
  const running: Served[] = [];
  const start: Start = async (service, handler) => {
    const served = await startService(service, handler, faults, requests);
    running.push(served);
    return served.url;
  };
  const issuer = await startIssuer(keyring, now, start);
  const { rekor: rekorVersion = 1, logs = true } = options;
  const urls = await startSigning(keyring, issuer, { now, faults, rekorVersion, logs }, start);
  const parts = { ...keyring, urls, issuer: issuer.url, rekorVersion, logs };
  return {
    issuer: issuer.url,
    urls,
    rekorVersion,
    trustedRoot: trustedRoot(parts),
    signingConfig: signingConfig(parts),
    timestampChainPem: keyring.timestamp.chain.map(certificatePem).join(''),
    requests,
    faults,
    registerJob: (claims, jobFaults = {}) => {
      const { query, secret } = issuer.register(claims, jobFaults);
      return { requestUrl: `${issuer.url}/token?${query}`, requestToken: secret };
    },
    close: async () => {
      await Promise.all(running.map((served) => served.close()));
    },
  };
}

type Start = (service: ServiceName, handler: Handler) => Promise<string>;

interface RunningIssuer extends Issuer {
  readonly url: string;
}

interface Behaviour {
  readonly now: () => Date;
  readonly faults: ServiceFaults;
  readonly rekorVersion: 1 | 2;
  readonly logs: boolean;
}

async function startIssuer(keyring: Keyring, now: () => Date, start: Start): Promise<RunningIssuer> {
  let url = '';
  const { issuer: key, foreignIssuer: foreignKey } = keyring;
  const issuer = createIssuer({ key, foreignKey, now, url: () => url });
  url = await start('oidc', issuer.handler);
  return { ...issuer, url };
}

async function startSigning(
  keyring: Keyring,
  issuer: RunningIssuer,
  behaviour: Behaviour,
  start: Start,
): Promise<ServiceUrls> {
  const { now } = behaviour;
  const { fulcio: authority, foreign: foreignKey } = keyring;
  const issuers = [authority.chain[0]];
  const ctlog = await start('ctlog', createCtLog({ key: keyring.ctlog, foreignKey, issuers, now }));
  const { certificateFaults } = issuer;
  const ctLogUrl = behaviour.logs ? ctlog : undefined;
  const fulcio = createFulcio({ authority, issuers: [issuer.url], ctLogUrl, now, certificateFaults });
  const rekor =
    behaviour.rekorVersion === 1
      ? createRekor({ key: keyring.rekor, foreignKey, ...behaviour })
      : createRekor2({ key: keyring.rekor2, ...behaviour });
  const timestamp = createTimestampAuthority({ authority: keyring.timestamp, foreignKey, ...behaviour });
  return {
    fulcio: await start('fulcio', fulcio),
    rekor: await start('rekor', rekor),
    timestamp: `${await start('timestamp', timestamp)}${TIMESTAMP_PATH}`,
    ctlog,
  };
}

function startService(
  service: ServiceName,
  handler: Handler,
  faults: ServiceFaults,
  requests: RequestRecord[],
): Promise<Served> {
  const withFaults = async (request: ServedRequest): Promise<Reply> => {
    const answer = async () => (await faults.intercept?.(service, request)) ?? (await handler(request));
    return faults.around ? faults.around(service, request, answer) : answer();
  };
  return serve(withFaults, {
    onReply: ({ method, path }, { status }) => requests.push({ service, method, path, status }),
  });
}
