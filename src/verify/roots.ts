/**
 * Trust roots (`dev.sigstore.trustroot.v1.TrustedRoot`, https://github.com/sigstore/protobuf-specs): read strictly,
 * and turned into the material that @sigstore/verify works on.
 */
import type { KeyObject } from 'node:crypto';
import { type CertificateAuthority, TrustedRoot } from '@sigstore/protobuf-specs';
import { type TrustMaterial, toTrustMaterial } from '@sigstore/verify';
import { checkDer } from '../formats/der.ts';
import { parseJsonObject } from '../formats/json.ts';
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import type { TrustRoot } from '../model/requirement.ts';
import { KnownCertificate } from './known-certificate.ts';

/**
 * @param name how signers refer to it: `public`, `github`, or the name of a private one
 * @throws Fault `CUSTODY-405` when it cannot be read, has no certificate authority, or leaves the start of a validity
 *   window open, which @sigstore/verify would take for the beginning of time (trust rule T9)
 */
export function readTrustRoot(name: string, bytes: Uint8Array): TrustRoot {
  if (bytes.length > limits.trustedRootBytes)
    throw unusable(name, `it has more than ${limits.trustedRootBytes} bytes`);
  const document = parseJsonObject(bytes, `the trusted root ${name}`, 'CUSTODY-405');
  let material: TrustedRoot;
  try {
    material = TrustedRoot.fromJSON(document);
    for (const { rawBytes } of certificatesOf(material)) checkDer(rawBytes, 'a certificate');
    trustMaterial({ material });
  } catch (cause) {
    throw unusable(name, 'it is not a Sigstore trusted root', cause);
  }
  if (material.certificateAuthorities.length === 0) throw unusable(name, 'it has no certificate authority');
  const open = windows(material).find(({ start }) => start === undefined);
  if (open) throw unusable(name, `${open.owner} has a validity window without a start`);
  return { name, profile: profileOf(material), material };
}

type CertAuthority = TrustMaterial['certificateAuthorities'][number];

/** The parsed keys of a root, made once. */
export function trustMaterial(root: Pick<TrustRoot, 'material'>): TrustMaterial {
  const known = materials.get(root.material);
  if (known) return known;
  const material = root.material as TrustedRoot;
  const made = {
    ...toTrustMaterial({ ...material, certificateAuthorities: [], timestampAuthorities: [] }),
    certificateAuthorities: material.certificateAuthorities.map(authority),
    timestampAuthorities: material.timestampAuthorities.map(authority),
  };
  materials.set(root.material, made);
  return made;
}

/** The same, with one public key that the caller trusts, for as long as the caller does. */
export function keyMaterial(root: Pick<TrustRoot, 'material'>, key: KeyObject): TrustMaterial {
  return { ...trustMaterial(root), publicKey: () => ({ publicKey: key, validFor: () => true }) };
}

/** As @sigstore/verify makes it, of certificates that are checked once. A chain that is missing throws. */
function authority({ certChain, validFor }: CertificateAuthority): CertAuthority {
  if (!certChain) throw new TypeError('a certificate authority has no certificates');
  return {
    certChain: certChain.certificates.map(({ rawBytes }) => new KnownCertificate(rawBytes)),
    validFor: { start: validFor?.start ?? new Date(0), end: validFor?.end ?? END_OF_TIME },
  };
}

/** The last moment that a date can hold. */
const END_OF_TIME = new Date(8.64e15);

const materials = new WeakMap<object, TrustMaterial>();

/**
 * A root declares by its content what a bundle under it must show: public-good lists logs, so that an SCT and an entry
 * are asked for; GitHub's own lists none and gives time by its timestamp authority alone. A trusted time is always
 * asked for.
 */
function profileOf(root: TrustedRoot): TrustRoot['profile'] {
  return { scts: root.ctlogs.length > 0 ? 1 : 0, logEntries: root.tlogs.length > 0 ? 1 : 0, times: 1 };
}

function certificatesOf(root: TrustedRoot): readonly { readonly rawBytes: Uint8Array }[] {
  const authorities = [...root.certificateAuthorities, ...root.timestampAuthorities];
  return authorities.flatMap(({ certChain }) => certChain?.certificates ?? []);
}

function windows(root: TrustedRoot): { owner: string; start: Date | undefined }[] {
  const logs = [...root.tlogs, ...root.ctlogs].map((log) => ({
    owner: `the log ${log.baseUrl}`,
    start: log.publicKey?.validFor?.start,
  }));
  const authorities = [...root.certificateAuthorities, ...root.timestampAuthorities].map((authority) => ({
    owner: `the authority ${authority.uri}`,
    start: authority.validFor?.start,
  }));
  return [...logs, ...authorities];
}

function unusable(name: string, reason: string, cause?: unknown): Fault {
  return new Fault('CUSTODY-405', `the trusted root ${name} cannot be used: ${reason}`, {
    hint: 'Give the trusted_root.json that the operator of this Sigstore instance publishes (through TUF where it has it).',
    cause,
  });
}
