/** Between the name that an ecosystem gives a package and its package URL (`types/*.json` of purl-spec 1.0.1). */
import type { PackageName } from '../model/inventory.ts';
import type { Purl } from '../model/purl.ts';
import { formatPurl, parsePurl } from './purl.ts';

/**
 * The canonical package URL of a package.
 *
 * @param type of the package URL: `npm`, `golang`, `maven`, `pypi`, `cargo`, `github`, or any other
 * @param name as the ecosystem writes it: `@scope/name`, a module's path, `group:artifact`, a Python name in any
 *   spelling, `owner/repository/path/within`; of any other type, what stands before the last `/` is the namespace
 * @returns `undefined` for a name that the type refuses, or past the limit
 */
export function purlOf(
  type: string,
  name: string,
  version?: string,
  qualifiers?: Purl['qualifiers'],
): string | undefined {
  return formatPurl({
    type,
    ...partsOf(type.toLowerCase(), name),
    ...(version && { version }),
    ...(qualifiers && { qualifiers }),
  });
}

/**
 * The package that a package URL names, without what says where it comes from.
 *
 * @returns `undefined` for text that is no package URL, that its type refuses, or past the limit
 */
export function packageOf(text: string): PackageName | undefined {
  const purl = parsePurl(text);
  if (purl === undefined) return undefined;
  const { type, namespace, name, version = '', subpath } = purl;
  const path = type === 'github' && subpath !== undefined ? [namespace, name, subpath] : [namespace, name];
  return { type, name: path.filter(Boolean).join(type === 'maven' ? ':' : '/'), version };
}

type Named = Pick<Purl, 'namespace' | 'name' | 'subpath'>;

function partsOf(type: string, name: string): Named {
  switch (type) {
    case 'maven': {
      const [group = '', artifact = '', ...more] = name.split(':');
      return more.length === 0 ? { namespace: group, name: artifact } : { name: '' };
    }
    case 'pypi':
      // As the index does it (PEP 503). The specification replaces `_` alone, and would tell `a.b` and `a-b` apart.
      return scoped(name.replace(/[-_.]+/g, '-'));
    case 'github': {
      const [owner = '', repository = '', ...path] = name.split('/');
      return { namespace: owner, name: repository, subpath: path.join('/') };
    }
    default:
      return scoped(name);
  }
}

function scoped(name: string): Named {
  const slash = name.lastIndexOf('/');
  return slash < 0 ? { name } : { namespace: name.slice(0, slash), name: name.slice(slash + 1) };
}
