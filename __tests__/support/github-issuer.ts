/**
 * GitHub's OIDC issuer, imitated behind a proxy: a job whose HTTPS_PROXY is this one asks
 * token.actions.githubusercontent.com for its keys, over TLS, and gets those of the sandbox. Every other host is refused,
 * and remembered.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { SandboxSigstore } from '../../sandbox/sigstore/index.ts';
import { GITHUB_ISSUER } from '../../src/model/issuer.ts';

export interface GitHubIssuer {
  /** Variables of a job behind the proxy. */
  readonly env: Readonly<Record<string, string>>;
  /** `HOST:PORT` of each connection that was asked for, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const host = new URL(GITHUB_ISSUER).host;

export async function bootGitHubIssuer(sigstore: Pick<SandboxSigstore, 'issuer'>): Promise<GitHubIssuer> {
  const folder = await mkdtemp(join(tmpdir(), 'custody-issuer-'));
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  makeCertificate(certificate, key);
  const issuer = createHttpsServer(
    { cert: await readFile(certificate), key: await readFile(key) },
    async (request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(await answer(sigstore, request.url ?? ''));
    },
  );
  const issuerPort = await listen(issuer);
  const asked: string[] = [];
  const proxy = createHttpServer();
  // Tunnels belong to no server any more: a client that keeps one open would keep the proxy from closing.
  const tunnels = new Set<Duplex>();
  proxy.on('connect', ({ url = '' }, socket) => {
    asked.push(url);
    if (url !== `${host}:443`) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    tunnels.add(socket);
    const target = connect(issuerPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
  });
  const proxyPort = await listen(proxy);
  return {
    env: { HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`, NODE_EXTRA_CA_CERTS: certificate },
    asked,
    close: async () => {
      for (const tunnel of tunnels) tunnel.destroy();
      for (const server of [proxy, issuer]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answer(sigstore: Pick<SandboxSigstore, 'issuer'>, path: string): Promise<string> {
  if (path === '/.well-known/openid-configuration') {
    return JSON.stringify({ issuer: GITHUB_ISSUER, jwks_uri: `${GITHUB_ISSUER}/.well-known/jwks` });
  }
  const keys = await fetch(`${sigstore.issuer}/.well-known/jwks`);
  return keys.text();
}

function makeCertificate(certificate: string, key: string): void {
  const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  const form = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-days', '1'];
  execFileSync('openssl', ['req', '-x509', ...form, ...names, '-keyout', key, '-out', certificate], {
    stdio: 'pipe',
  });
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
