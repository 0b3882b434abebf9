/** A Sigstore instance: its trusted root, and the services that are asked when signing (trust rule T12). */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultCode } from '../../model/codes.ts';
import { Fault } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';
import { type Chosen, selectOne, selectServices } from './select.ts';
import { parseSigningConfig } from './signing-config.ts';

export interface SigstoreInstance {
  /** `public`, `github`, or the folder. */
  readonly name: string;
  /** A trusted root in JSON (`dev.sigstore.trustroot.v1.TrustedRoot`). */
  readonly trustedRootBytes: Uint8Array;
  /** Bases of the certificate authority and of Rekor logs, whole addresses of timestamp authorities. */
  readonly urls: {
    readonly fulcio: string;
    readonly timestamp: readonly string[];
    /** Each with its version, 1 or 2. */
    readonly rekor: readonly Chosen[];
  };
  /** The one OIDC issuer of a private instance; the others take the issuer of the GitHub that runs the job. */
  readonly issuer?: string;
}

/** Opens instances by name: `openInstance`, or what a test puts in its place. */
export interface Instances {
  /** The OIDC issuer of those that name none; that of the GitHub that runs the job where it is absent. */
  readonly issuer?: string;
  open(name: string, now: Date): Promise<SigstoreInstance>;
}

/**
 * GitHub's own, for repositories that are not public: no log of any kind, time from its timestamp authority alone
 * (https://docs.github.com/en/actions/concepts/security/artifact-attestations). It publishes no signing configuration.
 */
const githubServices: SigstoreInstance['urls'] = {
  fulcio: 'https://fulcio.githubapp.com',
  timestamp: ['https://timestamp.githubapp.com/api/v1/timestamp'],
  rekor: [],
};

/**
 * @param name `public`, `github`, or a folder with `trusted_root.json` and `signing_config.json`
 * @throws Fault `CUSTODY-307`, `-405` for files that cannot be read or used
 */
export async function openInstance(name: string, now: Date): Promise<SigstoreInstance> {
  if (name === 'github') return { name, trustedRootBytes: await embeddedRoot(name), urls: githubServices };
  if (name === 'public')
    return instance(name, await embeddedRoot('public'), await embeddedSigningConfig(), now);
  const trustedRoot = await readSmall(join(name, 'trusted_root.json'), 'CUSTODY-405');
  const signingConfig = await readSmall(join(name, 'signing_config.json'), 'CUSTODY-307');
  return instance(name, trustedRoot, signingConfig, now);
}

/**
 * An instance in files of any name; the public one's where none is named.
 *
 * @throws Fault `CUSTODY-307`, `-405`, `-404`
 */
export async function openInstanceFiles(
  trustedRoot: string | undefined,
  signingConfig: string | undefined,
  now: Date,
): Promise<SigstoreInstance> {
  const root = trustedRoot === undefined ? embeddedRoot('public') : readTrustedRootFile(trustedRoot);
  const config =
    signingConfig === undefined
      ? embeddedSigningConfig()
      : readSmall(signingConfig, 'CUSTODY-307', '`--signing-config` takes a signing_config.json (v0.2).');
  return instance(signingConfig ?? 'public', await root, await config, now);
}

/** The trusted root that Custody carries; its date stands in `roots/README.md`. */
export async function embeddedRoot(name: 'public' | 'github'): Promise<Uint8Array> {
  switch (name) {
    case 'public':
      return encode(await import('./roots/public-good.trusted-root.json', { with: { type: 'json' } }));
    case 'github':
      return encode(await import('./roots/github.trusted-root.json', { with: { type: 'json' } }));
  }
}

/** A trusted root in a file. Throws Fault `CUSTODY-405`, `-404`. */
export function readTrustedRootFile(path: string): Promise<Uint8Array> {
  return readSmall(
    path,
    'CUSTODY-405',
    '`trusted-root:` takes `public`, `github`, or the path of a trusted_root.json.',
  );
}

async function embeddedSigningConfig(): Promise<Uint8Array> {
  return encode(await import('./roots/public-good.signing-config.json', { with: { type: 'json' } }));
}

function encode(module: { readonly default: unknown }): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(module.default));
}

function instance(
  name: string,
  trustedRootBytes: Uint8Array,
  configBytes: Uint8Array,
  now: Date,
): SigstoreInstance {
  const config = parseSigningConfig(configBytes, name);
  const urls = {
    fulcio: selectOne(config.certificateAuthorities, 'the certificate authority', now),
    timestamp: selectServices(
      config.timestampAuthorities,
      config.timestampSelector,
      'the timestamp authority',
      now,
    ).map(({ url }) => url),
    rekor: selectServices(config.logs, config.logSelector, 'the transparency log', now, [1, 2]),
  };
  // A Rekor v2 log gives no time of its own.
  if (urls.timestamp.length === 0 && !urls.rekor.some(({ majorApiVersion }) => majorApiVersion === 1)) {
    throw new Fault(
      'CUSTODY-307',
      `the signing configuration of ${name} lists neither a timestamp authority nor a Rekor v1 log`,
      {
        hint: 'Without a trusted time no signature can be verified later: configure a timestamp authority.',
      },
    );
  }
  if (name === 'public') return { name, trustedRootBytes, urls };
  return { name, trustedRootBytes, urls, issuer: selectOne(config.issuers, 'the OIDC issuer', now) };
}

const folderHint =
  '`sigstore:` takes `auto`, `public`, `github`, or a folder that holds trusted_root.json and signing_config.json.';

async function readSmall(path: string, code: FaultCode, hint = folderHint): Promise<Uint8Array> {
  try {
    const facts = await stat(path);
    if (!facts.isFile()) throw new Fault(code, `${path} is not a file`, { hint });
    if (facts.size <= limits.trustedRootBytes) return await readFile(path);
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault(code, `${path} cannot be read`, { hint, cause });
  }
  throw new Fault('CUSTODY-404', `${path} is larger than ${limits.trustedRootBytes} bytes`, { hint });
}
