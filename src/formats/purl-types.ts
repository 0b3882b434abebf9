/**
 * What the registered types of package URLs ask of their parts (https://github.com/package-url/purl-spec 1.0.1,
 * `types/*.json`). Only what differs from the rule stands here: a namespace may be there or not, and case counts.
 */
import type { Purl } from '../model/purl.ts';

export interface PurlType {
  readonly namespace?: 'required' | 'prohibited';
  /** Parts of which the canonical form is in lower case. */
  readonly lower?: readonly ('namespace' | 'name' | 'version' | 'subpath')[];
  /** Qualifiers without which there is no such package. */
  readonly qualifiers?: readonly string[];
  /** Whether a capital in the key of a qualifier is refused by a reader. The tests ask it of these types, and fold elsewhere. */
  readonly exactKeys?: true;
  /** Whether the namespace is the first segment alone, and the name is all the others. */
  readonly pathAsName?: true;
  /** What name and version look like once they are canonical. */
  readonly name?: RegExp;
  readonly version?: RegExp;
  /** What else becomes of the parts, after the above. An absent one is empty here. */
  readonly spell?: (parts: Required<Purl>) => Partial<Purl>;
}

const named: PurlType = { namespace: 'prohibited' };
const vendored: PurlType = { namespace: 'required', lower: ['namespace'] };
const repository: PurlType = { namespace: 'required', lower: ['namespace', 'name'] };

const types: ReadonlyMap<string, PurlType> = new Map<string, PurlType>([
  ['alpm', repository],
  ['apk', repository],
  ['bazel', named],
  ['bitbucket', repository],
  ['bitnami', { ...named, lower: ['name'] }],
  ['brew', { lower: ['namespace', 'name'] }],
  ['cargo', named],
  ['chrome-extension', { ...named, lower: ['name'], name: /^[a-p]{32}$/, version: /^\d+(?:\.\d+){0,3}$/ }],
  ['cocoapods', { ...named, name: /^(?!\.)[^\s+]+$/ }],
  ['composer', repository],
  ['conda', named],
  ['cpan', { name: /^(?!.*::)/s, spell: ({ namespace }) => ({ namespace: namespace.toUpperCase() }) }],
  ['cran', named],
  ['deb', repository],
  ['gem', { ...named, exactKeys: true }],
  ['git', { namespace: 'required', pathAsName: true, spell: splitAfterHost }],
  ['github', repository],
  // The definition requires a namespace, and says itself that it is older than modules: `gioui.org` and `stdlib` have none.
  ['golang', {}],
  ['hackage', { ...named, spell: withDashes }],
  ['hex', { lower: ['namespace', 'name'] }],
  ['huggingface', { namespace: 'required', lower: ['version'] }],
  ['julia', { ...named, qualifiers: ['uuid'] }],
  ['luarocks', { lower: ['namespace', 'name'] }],
  ['maven', { namespace: 'required' }],
  ['mlflow', { ...named, spell: foldOnDatabricks }],
  ['nuget', named],
  ['oci', { ...named, lower: ['name', 'version'] }],
  ['opam', named],
  ['otp', { ...named, lower: ['name', 'subpath'] }],
  ['pub', { ...named, lower: ['name'], spell: ({ name }) => ({ name: name.replace(/[^a-z0-9]/gu, '_') }) }],
  ['pypi', { ...named, lower: ['name', 'version'], spell: withDashes }],
  ['qpkg', vendored],
  ['rpm', { ...vendored, exactKeys: true }],
  ['swid', { qualifiers: ['tag_id'] }],
  ['swift', { namespace: 'required' }],
  ['vcpkg', named],
  ['vscode-extension', { namespace: 'required', lower: ['namespace', 'name', 'version'] }],
  ['yocto', { lower: ['namespace'] }],
]);

const anyType: PurlType = {};

/** What a type asks, by its name in lower case; nothing for one that is not registered. */
export function purlType(type: string): PurlType {
  return types.get(type) ?? anyType;
}

function withDashes({ name }: Purl): Partial<Purl> {
  return { name: name.replaceAll('_', '-') };
}

/** Case counts in the path, unless the host is known to ignore it. */
function splitAfterHost({ namespace, name }: Required<Purl>): Partial<Purl> {
  const [host = '', ...path] = `${namespace}/${name}`.split('/').filter((segment) => segment !== '');
  const rest = path.join('/');
  const isGitHub = host === 'github' || host === 'github.com';
  return { namespace: host, name: isGitHub ? rest.toLowerCase() : rest };
}

/** MLflow itself tells cases of a name apart; the registry of Databricks does not. */
function foldOnDatabricks({ name, qualifiers }: Required<Purl>): Partial<Purl> {
  const [, host = ''] = /^https?:\/\/([^/?#:]*)/i.exec(qualifiers['repository_url'] ?? '') ?? [];
  const isDatabricks = /\.(?:azuredatabricks\.net|databricks\.(?:com|us|azure\.cn))$/i.test(host);
  return { name: isDatabricks ? name.toLowerCase() : name };
}
