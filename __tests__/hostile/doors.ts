/** Every reader of what a service answers or a bundle brings, with a genuine example of what it reads. */
import { generateKeyPairSync } from 'node:crypto';
import { bundleFromJSON, envelopeFromJSON } from '@sigstore/bundle';
import type { BundleJson } from '../../sandbox/sigstore/attest.ts';
import { exampleClaims } from '../../sandbox/sigstore/index.ts';
import { keyOf, peekAlgorithms, peekOrigin, peekSubjects } from '../../src/formats/peek.ts';
import { parseStatement } from '../../src/formats/statement.ts';
import { isRegister } from '../../src/io/files/register.ts';
import { attestationSource } from '../../src/io/github/source.ts';
import { attestationStore } from '../../src/io/github/store.ts';
import type { Http, HttpAnswer, HttpRequest } from '../../src/io/http/types.ts';
import { issuerKeys } from '../../src/io/oidc/keys.ts';
import { requestToken } from '../../src/io/oidc/request.ts';
import { fulcioSigner } from '../../src/io/sigstore/fulcio.ts';
import { jobToken } from '../../src/io/sigstore/job-token.ts';
import { logEnvelope } from '../../src/io/sigstore/rekor.ts';
import { logSignature } from '../../src/io/sigstore/rekor-v2.ts';
import { selectServices } from '../../src/io/sigstore/select.ts';
import { sigstoreSigner } from '../../src/io/sigstore/sign.ts';
import { parseSigningConfig } from '../../src/io/sigstore/signing-config.ts';
import { createMasks } from '../../src/kit/masks.ts';
import type { Json } from '../../src/model/statement.ts';
import { checkSubject } from '../../src/verify/binding.ts';
import { difference } from '../../src/verify/log-entry.ts';
import { checkProvenance } from '../../src/verify/provenance.ts';
import { readTrustRoot } from '../../src/verify/roots.ts';
import { bundleOf, keyOfStatement, PROVENANCE } from '../io/github/support.ts';
import { type Bench, bench, http as loopback, statement } from '../io/sigstore/support.ts';
import { artifact, rootOf, statementOf, tryOn } from '../support/stand.ts';

export interface Door {
  readonly name: string;
  /** What it accepts: JSON. */
  readonly example: Json;
  /** Where keys are made, certificates taken apart or signatures verified, and a case takes milliseconds. */
  readonly costly?: boolean;
  /** Returns or throws what it makes of these bytes instead, which come with these headers where they are an answer. */
  read(bytes: Uint8Array<ArrayBuffer>, headers?: Record<string, string>): unknown;
}

const now = () => new Date();
const url = 'https://service.example';
const github = { apiUrl: 'https://api.example', repository: 'acme/shop', token: 'ghs_0123456789abcdef' };

/** The doors, and what stops the services from which the examples come. */
export async function openDoors(): Promise<{ readonly doors: readonly Door[]; close(): Promise<void> }> {
  const benches = [await bench(now, 1), await bench(now, 2)] as const;
  const doors = [
    ...(await signingDoors(benches[0], 1)),
    ...(await signingDoors(benches[1], 2)),
    ...instanceDoors(benches[0]),
    ...gitHubDoors(),
  ];
  const close = async () => {
    for (const each of benches) await each.close();
  };
  return { doors, close };
}

/** Through all of these goes what a signature needs. */
async function signingDoors({ sigstore, instance }: Bench, rekor: 1 | 2): Promise<readonly Door[]> {
  const answers = new Map<string, Json>();
  const recording: Http = async (request) => {
    const answer = await loopback(request);
    if (!request.expects.includes('application/json')) return answer;
    answers.set(`${request.service} ${answers.size}`, JSON.parse(Buffer.from(answer.body).toString()));
    return answer;
  };
  const { requestUrl, requestToken: credential } = sigstore.registerJob(exampleClaims());
  const endpoint = { url: requestUrl, token: credential };
  const serverUrl = 'https://github.com';
  const { issuer = '' } = instance;
  const token = jobToken({ endpoint, issuer, serverUrl, http: recording, now, onMask: () => {} });
  const bytes = await sigstoreSigner({ instance, token, http: recording, now }).sign(statement());
  const bundle = JSON.parse(Buffer.from(bytes).toString());
  const envelope = envelopeFromJSON(bundle.dsseEnvelope);
  const leaf = bundle.verificationMaterial.certificate.rawBytes;
  const certificate = `-----BEGIN CERTIFICATE-----\n${leaf}\n-----END CERTIFICATE-----\n`;
  const identity = async () => ({ token: 'a.b.c', subject: 's' });
  const trustedRootBytes = Buffer.from(JSON.stringify(sigstore.trustedRoot));
  const log = (http: Http) =>
    rekor === 1
      ? logEnvelope(url, envelope, certificate, http)
      : logSignature({ url, trustedRootBytes }, envelope, certificate, http);
  const ask = { audience: 'sigstore', endpoint: { url, token: 'x' }, onMask: createMasks().add };
  const shared: readonly (readonly [string, (http: Http) => unknown])[] = [
    ['the OIDC token service', (http) => requestToken({ ...ask, http })],
    ['the OIDC issuer', (http) => issuerKeys(issuer, http)],
    [
      'the certificate authority',
      (http) => fulcioSigner({ url, token: identity, http, now }).sign(Buffer.from('x')),
    ],
  ];
  const logging = ['the transparency log', log] as const;
  const readers = rekor === 1 ? [...shared, logging] : [logging];
  const root = rootOf(sigstore);
  return [
    bodyDoor(bundle, rekor),
    ...(rekor === 1 ? documentDoors({ dsseEnvelope: bundle.dsseEnvelope }) : []),
    {
      name: `a bundle, Rekor v${rekor}`,
      example: bundle,
      costly: true,
      read: (given) => tryOn(sigstore, [{ origin: 'x', bytes: given }], { root }),
    },
    ...[...answers].flatMap(([key, example]) => {
      const read = readers.find(([service]) => key.startsWith(service))?.[1];
      return read ? [{ name: `${key}, Rekor v${rekor}`, example, read: answering(read) }] : [];
    }),
  ];
}

/** The body of a log entry, which lies in a bundle as base64. */
function bodyDoor(bundle: BundleJson, rekor: number): Door {
  const [entry] = bundleFromJSON(bundle).verificationMaterial.tlogEntries;
  if (!entry) throw new Error('a bundle without a log entry');
  const { publicKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer = { kind: 'certificate', der: Buffer.from('x'), key } as const;
  return {
    name: `a log entry, Rekor v${rekor}`,
    example: JSON.parse(entry.canonicalizedBody.toString()),
    read: (bytes) => difference({ ...entry, canonicalizedBody: Buffer.from(bytes) }, signer),
  };
}

/** What is read of statements, and of bundles before anything is verified. */
function documentDoors(bundle: Json): readonly Door[] {
  const claims = { sourceRepositoryUri: 'https://github.com/acme/shop' };
  return [
    {
      name: 'a statement',
      example: JSON.parse(JSON.stringify(statementOf(exampleClaims()))),
      read: (bytes) => {
        const found = parseStatement(bytes);
        return [checkProvenance(found, claims), checkSubject(found, artifact)];
      },
    },
    {
      name: 'a look at a bundle',
      example: bundle,
      costly: true,
      read: (bytes) => [keyOf, peekSubjects, peekAlgorithms, peekOrigin].map((peek) => peek(bytes)),
    },
  ];
}

function instanceDoors({ sigstore }: Bench): readonly Door[] {
  const config = JSON.parse(JSON.stringify(sigstore.signingConfig));
  return [
    {
      name: 'a trusted root',
      example: JSON.parse(JSON.stringify(sigstore.trustedRoot)),
      costly: true,
      read: (bytes) => readTrustRoot('x', bytes),
    },
    {
      name: 'a signing configuration',
      example: config,
      read: (bytes) => {
        const { logs, logSelector } = parseSigningConfig(bytes, 'x');
        return selectServices(logs, logSelector, 'the transparency log', now(), [1, 2]);
      },
    },
  ];
}

function gitHubDoors(): readonly Door[] {
  const bundle = bundleOf('x') as { readonly [key: string]: Json };
  const subject = { name: 'a', digest: { sha256: 'a'.repeat(64) } };
  const entry = { key: 'a'.repeat(64), file: 'a.json', predicateType: 'p', subjects: [subject] };
  return [
    {
      name: 'a page of attestations',
      example: { attestations: [{ bundle }, { bundle_url: `${url}/x`, repository_id: 1 }] },
      read: answering(async (http) => {
        const found = attestationSource({ ...github, http }).find('a'.repeat(64), [PROVENANCE]);
        const origins: string[] = [];
        for await (const { origin } of found) origins.push(origin);
        return origins;
      }),
    },
    {
      name: 'a stored attestation',
      example: { id: 1 },
      read: answering(
        (http) =>
          attestationStore({ ...github, serverUrl: url, http }).put(
            keyOfStatement('x'),
            Buffer.from(JSON.stringify(bundle)),
          ),
        201,
      ),
    },
    {
      name: 'the index of a store',
      example: { version: 1, statements: [entry, entry] },
      read: (bytes) => isRegister('index.json', bytes),
    },
  ];
}

function answering(read: (http: Http) => unknown, status = 200): Door['read'] {
  return (body, headers = {}) => {
    const answer = (request: HttpRequest): HttpAnswer => ({
      status,
      headers: new Headers(headers),
      body,
      host: request.url.host,
    });
    return read(async (request) => answer(request));
  };
}
