/**
 * A Sigstore of real servers on loopback: Fulcio, Rekor v2 and the timestamp authority of the Sigstore project, with the
 * OIDC issuer and the certificate transparency log of the sandbox, and the folder that `sigstore:` takes, written by
 * cosign. The issuer speaks for GitHub's own address, behind a proxy, so that every client may keep its defaults.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { bootGitHubIssuer } from '../__tests__/support/github-issuer.ts';
import { type Served, serve } from '../sandbox/http.ts';
import { createRoot } from '../sandbox/sigstore/authorities.ts';
import { certificatePem } from '../sandbox/sigstore/certificate.ts';
import { exampleClaims, type TokenClaims } from '../sandbox/sigstore/claims.ts';
import { createCtLog } from '../sandbox/sigstore/ctlog.ts';
import { generateCurveKey, generateRsaKey, type KeyPair } from '../sandbox/sigstore/keys.ts';
import { createIssuer } from '../sandbox/sigstore/oidc.ts';
import { GITHUB_ISSUER } from '../src/model/issuer.ts';
import { fulcioConfig } from './fulcio-config.ts';
import { bootLogFront, type LogFront } from './log-front.ts';
import type { Peers } from './peers.ts';
import { answers, freePort, must, run, type Service, start } from './processes.ts';

export interface Stack {
  /** Holds `trusted_root.json` and `signing_config.json`. */
  readonly folder: string;
  readonly claims: TokenClaims;
  readonly urls: Urls;
  readonly log: LogFront;
  /** What the runner sets, so that a token can be requested. */
  readonly job: Readonly<Record<string, string>>;
  /** A token for Fulcio. */
  token(): Promise<string>;
  close(): Promise<void>;
}

const PASSWORD = 'not a secret';
const SINCE = 'start-time=2024-01-01T00:00:00Z';

/** @param folder an empty one, for keys, sockets and storage */
export async function bootStack(folder: string, peers: Peers): Promise<Stack> {
  const closing: (() => Promise<unknown>)[] = [];
  const keep = (service: Service): Service => {
    closing.push(() => service.stop());
    return service;
  };
  const close = async () => {
    await Promise.all(closing.toReversed().map((end) => end()));
  };
  try {
    const oidc = await startIssuer(closing);
    const fulcio = await startFulcio(folder, peers, oidc.proxy, keep, closing);
    const log = await startRekor(folder, peers, keep, closing);
    const timestamp = await startTimestamp(folder, peers, keep, closing);
    const urls = { ...fulcio, rekor: log.url, timestamp };
    await describe(folder, peers, urls);
    return { folder, urls, log, claims: oidc.claims, job: oidc.job, token: oidc.token, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startIssuer(closing: Closing) {
  let url = '';
  const [key, foreignKey] = await Promise.all([generateRsaKey(), generateRsaKey()]);
  const issuer = createIssuer({ key, foreignKey, now: () => new Date(), url: () => url });
  const served = await serve(issuer.handler);
  url = served.url;
  const github = await bootGitHubIssuer({ issuer: url });
  closing.push(served.close, github.close);
  const claims = exampleClaims();
  const { query, secret } = issuer.register(claims, { token: { issuer: GITHUB_ISSUER } });
  const job = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?${query}`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret,
    GITHUB_ACTIONS: 'true',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: claims.repository,
    ...github.env,
    // As the launcher of the actions sets it.
    NODE_USE_ENV_PROXY: '1',
  };
  const token = async () => {
    const headers = { authorization: `Bearer ${secret}` };
    const answer = await fetch(`${url}/token?${query}&audience=sigstore`, { headers });
    return ((await answer.json()) as { value: string }).value;
  };
  // Go's name for the certificates that are trusted.
  const proxy = { ...github.env, SSL_CERT_FILE: github.env['NODE_EXTRA_CA_CERTS'] ?? '' };
  return { proxy, claims, job, token };
}

type Keep = (service: Service) => Service;
type Closing = (() => Promise<unknown>)[];

async function startFulcio(
  folder: string,
  peers: Peers,
  proxy: Readonly<Record<string, string>>,
  keep: Keep,
  closing: Closing,
) {
  const [authorityKey, ctKey, foreignKey] = await Promise.all([
    generateCurveKey('P-384'),
    generateCurveKey('P-256'),
    generateCurveKey('P-256'),
  ]);
  const day = 24 * 3600_000;
  const validity = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + 365 * day) };
  const authority = createRoot('interop', authorityKey, validity);
  const cipher = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSWORD } as const;
  const files = {
    'ca.pem': certificatePem(authority.chain[0]),
    'ca.key': String(authorityKey.privateKey.export(cipher)),
    'ct.pub': publicPem(ctKey),
    'foreign.pub': publicPem(foreignKey),
    'fulcio.yaml': fulcioConfig(GITHUB_ISSUER),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const now = () => new Date();
  const log: Served = await serve(
    createCtLog({ key: ctKey, foreignKey, issuers: [authority.chain[0]], now }),
  );
  closing.push(log.close);
  const [port, grpc, metrics] = [await freePort(), await freePort(), await freePort()];
  const args = [
    ...['serve', '--host', '127.0.0.1', '--port', `${port}`, '--grpc-host', '127.0.0.1'],
    ...[
      '--grpc-port',
      `${grpc}`,
      '--metrics-port',
      `${metrics}`,
      '--ca',
      'fileca',
      '--fileca-cert',
      'ca.pem',
    ],
    ...['--fileca-key', 'ca.key', '--fileca-key-passwd', PASSWORD, '--ct-log-url', log.url],
    ...['--ct-log-public-key-path', 'ct.pub', '--config-path', 'fulcio.yaml'],
    ...['--legacy-unix-domain-socket', join(folder, 'fulcio.sock')],
  ];
  const service = keep(start(peers.fulcio, args, { cwd: folder, env: proxy }));
  const url = `http://127.0.0.1:${port}`;
  await answers(`${url}/api/v2/configuration`, service);
  return { fulcio: url, ctlog: log.url };
}

async function startRekor(folder: string, peers: Peers, keep: Keep, closing: Closing): Promise<LogFront> {
  const key = generateKeyPairSync('ed25519');
  await mkdir(join(folder, 'rekor'));
  await writeFile(join(folder, 'rekor.key'), String(key.privateKey.export({ type: 'pkcs8', format: 'pem' })));
  await writeFile(join(folder, 'rekor.pub'), publicPem(key));
  const [port, grpc, metrics] = [await freePort(), await freePort(), await freePort()];
  const args = [
    // The name in checkpoints: that of the host, without a port.
    ...['serve', '--hostname', 'localhost', '--http-address', '127.0.0.1', '--http-port', `${port}`],
    ...['--grpc-port', `${grpc}`, '--http-metrics-port', `${metrics}`, '--storage-dir', 'rekor'],
    ...['--signer-filepath', 'rekor.key', '--checkpoint-interval', '1s', '--persistent-antispam=true'],
  ];
  const service = keep(start(peers.rekor, args, { cwd: folder }));
  const url = `http://127.0.0.1:${port}`;
  await answers(`${url}/healthz`, service);
  const front = await bootLogFront(url, join(folder, 'rekor'));
  closing.push(front.close);
  return front;
}

/**
 * The authority serves its metrics at port 2112 of all interfaces and cannot be told otherwise: it gets a network of its
 * own, where the machine lets us make one, and is reached through a socket in the file system.
 */
async function startTimestamp(folder: string, peers: Peers, keep: Keep, closing: Closing): Promise<string> {
  const socket = join(folder, 'tsa.sock');
  const args = ['serve', '--scheme', 'unix', '--socket-path', socket];
  const command = [peers.timestamp, ...args, '--timestamp-signer', 'memory', '--disable-ntp-monitoring'];
  const alone = await run('unshare', ['-rn', 'true']).catch(() => ({ status: 1 }));
  const [program = '', ...rest] = alone.status === 0 ? ['unshare', '-rn', ...command] : command;
  const service = keep(start(program, rest, { cwd: folder }));
  const bridge = await bridgeTo(socket);
  closing.push(async () => bridge.server.close());
  const url = `http://127.0.0.1:${bridge.port}/api/v1/timestamp`;
  await answers(`${url}/certchain`, service);
  await writeFile(join(folder, 'tsa.pem'), await (await fetch(`${url}/certchain`)).text());
  return url;
}

async function bridgeTo(path: string): Promise<{ server: Server; port: number }> {
  const server = createServer((client) => {
    const service = connect(path);
    client.pipe(service).pipe(client);
    client.on('error', () => service.destroy());
    service.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
}

interface Urls {
  readonly fulcio: string;
  readonly ctlog: string;
  readonly rekor: string;
  readonly timestamp: string;
}

/** `trusted_root.json`, one with a foreign log of certificates, and `signing_config.json`: cosign writes them. */
async function describe(folder: string, { cosign }: Peers, urls: Urls): Promise<void> {
  const options = { cwd: folder, env: { HOME: folder } };
  const root = (ctKey: string, out: string) => [
    ...['trusted-root', 'create', `--fulcio=url=${urls.fulcio},certificate-chain=ca.pem`],
    ...[`--ctfe=url=${urls.ctlog},public-key=${ctKey},${SINCE}`],
    ...[`--rekor=url=${urls.rekor},public-key=rekor.pub,${SINCE},origin=localhost`],
    ...[`--tsa=url=${urls.timestamp},certificate-chain=tsa.pem`, '--out', out],
  ];
  await must(cosign, root('ct.pub', 'trusted_root.json'), options);
  await must(cosign, root('foreign.pub', 'foreign_ct_root.json'), options);
  const by = `${SINCE},operator=interop.test`;
  await must(
    cosign,
    [
      ...['signing-config', 'create', `--fulcio=url=${urls.fulcio},api-version=1,${by}`],
      ...[`--oidc-provider=url=${GITHUB_ISSUER},api-version=1,${by}`],
      ...[`--rekor=url=${urls.rekor},api-version=2,${by}`, '--rekor-config=ANY'],
      ...[
        `--tsa=url=${urls.timestamp},api-version=1,${by}`,
        '--tsa-config=ANY',
        '--out',
        'signing_config.json',
      ],
    ],
    options,
  );
  await rewrite(folder, 'trusted_root.json', 'root.jsonl');
  await rewrite(folder, 'foreign_ct_root.json', 'foreign_ct_root.jsonl');
  await joinTrust(folder, 'trusted_root.json', 'trust_config.json');
  await joinTrust(folder, 'foreign_ct_root.json', 'foreign_ct_trust_config.json');
}

/** On one line, for gh, which passes over a last line that does not end. */
async function rewrite(folder: string, from: string, to: string): Promise<void> {
  const root = JSON.parse(await readFile(join(folder, from), 'utf8'));
  await writeFile(join(folder, to), `${JSON.stringify(root)}\n`);
}

/** Both in one file, for sigstore-python (protobuf-specs, ClientTrustConfig 0.1). */
async function joinTrust(folder: string, root: string, to: string): Promise<void> {
  const read = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));
  const config = {
    mediaType: 'application/vnd.dev.sigstore.clienttrustconfig.v0.1+json',
    trustedRoot: await read(root),
    signingConfig: await read('signing_config.json'),
  };
  await writeFile(join(folder, to), JSON.stringify(config));
}

function publicPem(key: KeyPair): string {
  return String(key.publicKey.export({ type: 'spki', format: 'pem' }));
}
