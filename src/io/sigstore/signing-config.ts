/**
 * Reads a signing configuration, media type `application/vnd.dev.sigstore.signingconfig.v0.2+json`
 * (https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_trustroot.proto), strictly.
 */
import { isObject, member, parseJsonObject } from '../../formats/json.ts';
import { Fault } from '../../model/fault.ts';
import type { Json, JsonObject } from '../../model/statement.ts';

export const SIGNING_CONFIG_MEDIA_TYPE = 'application/vnd.dev.sigstore.signingconfig.v0.2+json';

/** One service with the window in which it may be asked; both ends belong to it. */
export interface Service {
  readonly url: string;
  readonly majorApiVersion: number;
  readonly start: Date;
  readonly end: Date | undefined;
  readonly operator: string;
}

/** How many services of a kind are asked. */
export interface Selector {
  readonly selector: 'ANY' | 'EXACT';
  readonly count: number;
}

export interface SigningConfig {
  readonly certificateAuthorities: readonly Service[];
  readonly issuers: readonly Service[];
  readonly logs: readonly Service[];
  readonly timestampAuthorities: readonly Service[];
  /** `undefined` where the configuration names no selector. */
  readonly logSelector: Selector | undefined;
  readonly timestampSelector: Selector | undefined;
}

const topKeys = [
  'mediaType',
  'caUrls',
  'oidcUrls',
  'rekorTlogUrls',
  'tsaUrls',
  'rekorTlogConfig',
  'tsaConfig',
];

/** @throws Fault `CUSTODY-307` naming the key that cannot be used */
export function parseSigningConfig(bytes: Uint8Array, name: string): SigningConfig {
  const config = parseJsonObject(bytes, `the signing configuration of ${name}`, 'CUSTODY-307');
  if (config['mediaType'] !== SIGNING_CONFIG_MEDIA_TYPE) {
    throw unusableConfig(`its mediaType is not ${SIGNING_CONFIG_MEDIA_TYPE}`);
  }
  onlyKeys(config, topKeys, 'it');
  return {
    certificateAuthorities: services(config, 'caUrls'),
    issuers: services(config, 'oidcUrls'),
    logs: services(config, 'rekorTlogUrls'),
    timestampAuthorities: services(config, 'tsaUrls'),
    logSelector: selector(config, 'rekorTlogConfig'),
    timestampSelector: selector(config, 'tsaConfig'),
  };
}

/** @param reason a clause about the configuration */
export function unusableConfig(reason: string): Fault {
  return new Fault('CUSTODY-307', `the signing configuration cannot be used: ${reason}`, {
    hint: 'Take signing_config.json (v0.2) from the operator of the Sigstore instance, as it is.',
  });
}

function services(config: JsonObject, key: string): Service[] {
  const list = member(config, key) ?? [];
  if (!Array.isArray(list)) throw unusableConfig(`${key} is not a list`);
  return list.map((entry: Json, i) => service(entry, `${key}[${i}]`));
}

function service(entry: Json, place: string): Service {
  if (!isObject(entry)) throw unusableConfig(`${place} is not an object`);
  onlyKeys(entry, ['url', 'majorApiVersion', 'validFor', 'operator'], place);
  const { url, majorApiVersion, validFor, operator = '' } = entry;
  if (typeof url !== 'string') throw unusableConfig(`${place} has no url`);
  if (typeof majorApiVersion !== 'number' || !Number.isInteger(majorApiVersion) || majorApiVersion < 1) {
    throw unusableConfig(`${place} has no majorApiVersion`);
  }
  if (typeof operator !== 'string') throw unusableConfig(`${place}.operator is not text`);
  if (!isObject(validFor)) throw unusableConfig(`${place} has no validFor`);
  onlyKeys(validFor, ['start', 'end'], `${place}.validFor`);
  const end = validFor['end'] === undefined ? undefined : time(validFor['end'], `${place}.validFor.end`);
  return { url, majorApiVersion, start: time(validFor['start'], `${place}.validFor.start`), end, operator };
}

function selector(config: JsonObject, key: string): Selector | undefined {
  const entry = member(config, key);
  if (entry === undefined) return undefined;
  if (!isObject(entry)) throw unusableConfig(`${key} is not an object`);
  onlyKeys(entry, ['selector', 'count'], key);
  const { selector: kind, count } = entry;
  if (kind === 'ANY') return { selector: 'ANY', count: 1 };
  if (kind !== 'EXACT')
    throw unusableConfig(`${key}.selector is neither ANY nor EXACT; others are not built yet`);
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1)
    throw unusableConfig(`${key} needs a count`);
  return { selector: 'EXACT', count };
}

function onlyKeys(object: JsonObject, known: readonly string[], place: string): void {
  const unknown = Object.keys(object).find((key) => !known.includes(key));
  if (unknown !== undefined) throw unusableConfig(`${place} has the unknown key ${JSON.stringify(unknown)}`);
}

function time(value: Json | undefined, place: string): Date {
  const text =
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(value) ? value : '';
  const date = new Date(text);
  if (Number.isNaN(date.getTime()))
    throw unusableConfig(`${place} is not a time such as 2026-01-31T00:00:00Z`);
  return date;
}
