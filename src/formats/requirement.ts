/**
 * One requirement of Python, by name and versions or by place:
 * https://packaging.python.org/en/latest/specifications/dependency-specifiers/ and the places that pip takes besides.
 */
import type { DigestSet } from '../model/digest.ts';
import type { Origin } from '../model/inventory.ts';
import { hashOf } from './hashes.ts';
import { gitOrigin, withoutCredentials } from './origin.ts';

export interface Requirement {
  /** As it was written; absent where a place does not say it. */
  readonly name?: string;
  /** The one that is meant, or the bound that `bound` names; empty where there is none. */
  readonly version: string;
  /** How versions are compared with `version`, where others may be taken: `>=`. */
  readonly bound?: string;
  readonly origin?: Origin;
  /** Of the archive, where its URL says it. */
  readonly hashes?: DigestSet;
}

const named = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*/;
const specifier = /^(===|==|~=|!=|<=|>=|<|>)\s*([\w.*+!-]+)$/;

/** Nothing for what pip would refuse. @param text without options and comments */
export function parseRequirement(text: string): Requirement | undefined {
  if (isPlace(text)) return atPlace(text);
  const [head, name] = named.exec(text) ?? [];
  if (head === undefined || name === undefined) return undefined;
  const rest = text.slice(head.length);
  if (rest.startsWith('@')) return { ...atPlace(rest.slice(1).trim()), name };
  const [versions = ''] = rest.split(';', 1);
  const found = versionOf(versions.trim());
  return found && { name, ...found };
}

/** A URL, a path, or the name of a file beside. */
function isPlace(text: string): boolean {
  return (
    /^(?:[A-Za-z][A-Za-z0-9+.-]*:|[./~\\])/.test(text) || /^[^\s<>=!~;@[]+\.(?:whl|zip|tar\.gz)$/.test(text)
  );
}

function versionOf(text: string): Pick<Requirement, 'version' | 'bound'> | undefined {
  const bare = /^\(([^()]*)\)$/.exec(text)?.[1]?.trim() ?? text;
  if (bare === '') return { version: '' };
  const all = bare.split(',').map((one) => specifier.exec(one.trim()));
  const pin = all.find((one) => one?.[1] === '===' || (one?.[1] === '==' && !one[2]?.includes('*')));
  if (all.includes(null)) return undefined;
  if (pin) return { version: pin[2] ?? '' };
  const [, bound = '', version = ''] = all[0] ?? [];
  const isBound = all.length === 1 && ['>=', '<=', '~='].includes(bound) && !version.includes('*');
  return isBound ? { version, bound } : { version: '' };
}

function atPlace(text: string): Requirement {
  // A marker stands behind a space, since a URL may hold semicolons.
  const [place = ''] = text.split(/\s/, 1);
  const [url = '', fragment = ''] = place.split('#', 2);
  const said = new URLSearchParams(fragment);
  const egg = /^[\w.-]+/.exec(said.get('egg') ?? '')?.[0];
  const hashes = hashOf(`sha256:${said.get('sha256') ?? ''}`);
  const file = fileVersion(url);
  const name = egg ?? file?.name;
  return {
    version: file?.version ?? '',
    ...(name && { name }),
    origin: originOf(url),
    ...(Object.keys(hashes).length > 0 && { hashes }),
  };
}

/** Names of archives: of wheels by their specification, of sources by PEP 625. */
function fileVersion(url: string): { readonly name: string; readonly version: string } | undefined {
  const [path = ''] = url.split('?', 1);
  const file = path.slice(path.lastIndexOf('/') + 1);
  const parts = file.replace(/\.(?:whl|zip|tar\.gz)$/, '').split('-');
  if (parts.join('-') === file) return undefined;
  const [name = '', version = ''] = file.endsWith('.whl')
    ? parts
    : [parts.slice(0, -1).join('-'), parts.at(-1)];
  return name !== '' && /^\d[\w.+!%]*$/.test(version) ? { name, version } : undefined;
}

function originOf(url: string): Origin {
  const [, system, address = ''] = /^([a-z]+)\+(.*)$/s.exec(url) ?? [];
  if (system === undefined) {
    return /^https?:/i.test(url) ? { kind: 'archive', url: withoutCredentials(url) } : { kind: 'path', url };
  }
  const path = address.indexOf('/', address.indexOf('://') + 3);
  const sign = address.lastIndexOf('@');
  // One before the path belongs to a user.
  const [repository, reference] =
    path >= 0 && sign > path ? [address.slice(0, sign), address.slice(sign + 1)] : [address];
  const commit = /^[0-9a-f]{7,64}$/.test(reference ?? '') ? reference : undefined;
  return system === 'git'
    ? gitOrigin(repository, commit)
    : { kind: 'archive', url: withoutCredentials(repository) };
}
