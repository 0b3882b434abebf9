/**
 * Where a lockfile of npm, pnpm, yarn or Bun says that a package was taken from
 * (https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies).
 */
import type { Origin } from '../model/inventory.ts';

/** Hosts of the default registry: yarn's is another name of it. */
const registries = /^https?:\/\/registry\.(?:npmjs\.org|yarnpkg\.com)\//;

/** What the path of a tarball in a registry looks like; the second form is that of GitHub Packages. */
const registryPath = /^https?:\/\/[^/]+\/(?:(?:[^?#]*\/)?-\/|download\/)/;

/** Archives of one commit, as forges serve them. */
const forgeArchive =
  /^https?:\/\/(?:codeload\.github\.com\/[^/]+\/[^/]+\/(?:legacy\.)?tar\.gz\/|api\.github\.com\/repos\/[^/]+\/[^/]+\/tarball\/|bitbucket\.org\/[^/]+\/[^/]+\/get\/|[^?#]*\/archive\.tar\.gz\?(?:ref|sha)=|[^?#]*\/archive\/)([0-9a-f]{7,64})(?![0-9a-f])/;

const gitAddress =
  /^(?:git(?:\+[a-z]+)?:|(?:github|gitlab|bitbucket|gist):|ssh:|git@|[\w.-]+\/[\w.-]+(?:#|$))|\.git(?:#|$)/;

/**
 * @param written an address, or `file:` and the like with a path
 * @returns `undefined` for the default registry
 */
export function npmOrigin(written: string): Origin | undefined {
  const path = /^(?:file|link|portal|workspace):(.*)$/s.exec(written)?.[1];
  if (path !== undefined) return { kind: 'path', url: path };
  const url = withoutCredentials(written);
  const archived = forgeArchive.exec(written)?.[1];
  if (archived !== undefined) return { kind: 'archive', url, commit: archived };
  const commit = /#(?:commit[=:])?([0-9a-f]{7,64})$/.exec(written)?.[1];
  if (gitAddress.test(written)) return { kind: 'git', url, ...(commit && { commit }) };
  if (registries.test(written)) return undefined;
  if (registryPath.test(written)) return { kind: 'registry', url };
  // yarn 1 clones what has no ending of an archive; a fragment of one is the SHA-1 of its bytes.
  if (commit && !/\.t(?:ar\.)?gz#/.test(written)) return { kind: 'git', url, commit };
  return { kind: 'archive', url };
}

/** Whether an origin says all by itself which bytes are meant. */
export function isPinned(origin: Origin | undefined): boolean {
  return origin?.kind === 'path' || /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(origin?.commit ?? '');
}

/** Drops user names but git's own, passwords, and every query but that of a forge's archive; and the fragment. */
function withoutCredentials(written: string): string {
  const [, address = '', query = ''] = /^([^?#]*)(\?[^#]*)?/.exec(written) ?? [];
  const start = address.indexOf('://') < 0 ? 0 : address.indexOf('://') + 3;
  const slash = address.indexOf('/', start);
  const end = address.lastIndexOf('@', slash < 0 ? address.length : slash);
  const user = end < start ? '' : address.slice(start, end);
  const rest = end < start ? address.slice(start) : address.slice(end + 1);
  const kept = /^\?(?:ref|sha)=[\w.-]+$/.test(query) ? query : '';
  return `${address.slice(0, start)}${user === 'git' ? 'git@' : ''}${rest}${kept}`;
}
