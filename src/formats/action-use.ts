/**
 * What `uses:` of a workflow and of a composite action names:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses
 */
import type { Origin, PackageName } from '../model/inventory.ts';

export type Use = PackageName & { readonly origin?: Origin };

/** `undefined` for what is neither. @param written `owner/repository[/path]@ref` or `docker://image` */
export function useOf(written: string): Use | undefined {
  const image = /^docker:\/\/(.*)$/s.exec(written)?.[1];
  if (image !== undefined) return imageOf(image);
  const [, name, owner, repository, version] =
    /^(([\w.-]+)\/([\w.-]+)(?:\/[^\s@]*)?)@([^\s@]+)$/.exec(written) ?? [];
  if (name === undefined || version === undefined) return undefined;
  const url = `https://github.com/${owner}/${repository}`;
  const isCommit = /^[0-9a-f]{40}$/.test(version);
  return {
    type: 'github',
    name,
    version,
    ...(isCommit && { origin: { kind: 'git', url, commit: version } }),
  };
}

/**
 * An image by its digest, or else by its tag; without either it has no version.
 *
 * @param written `[host[:port]/]path[:tag][@sha256:…]`
 */
export function imageOf(written: string): Use | undefined {
  // A colon with digits is a port only where a path follows.
  const [, name, tag, digest] =
    /^([a-z0-9][\w.-]*(?:(?::\d+)?\/[\w./-]+)?)(?::([\w.-]+))?(?:@(sha\d+:[0-9a-f]+))?$/i.exec(written) ?? [];
  return name === undefined ? undefined : { type: 'docker', name, version: digest ?? tag ?? '' };
}
