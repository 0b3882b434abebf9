/** pdm.lock of PDM: https://pdm-project.org/latest/usage/lockfile/ */
import { type Entry, optionalText, tablesOf, textOf, textsOf } from '../../formats/fields.ts';
import { hashOf, sharedHashes } from '../../formats/hashes.ts';
import { malformed } from '../../formats/json-lines.ts';
import { gitOrigin, originKey } from '../../formats/origin.ts';
import { assertVersion, itemsOf, readToml } from '../../formats/toml.ts';
import type { Origin, Package, Reader } from '../../model/inventory.ts';
import { normalised } from '../python/names.ts';
import { archiveOrigin } from '../python/origin.ts';
import { inventoryOf, link, type Node, type Want } from '../shared/graph.ts';

export const reader: Reader = {
  name: 'pdm-lock',
  ecosystem: 'PyPI',
  reads: '`pdm.lock` v4',
  method: 'lockfile',
  gives: ['edges', 'hashes', 'scopes'],
  recognises: ({ path }) => /(?:^|\/)pdm\.lock$/.test(path),
  read(file) {
    const document = readToml(file);
    assertVersion(document, 'metadata', 'lock_version', /^4(?:\.\d+)*$/);
    return inventoryOf(link(itemsOf(document, 'package').map(nodeOf)));
  },
};

/** A package that is asked for with extras has a further entry, which asks for what the extras bring. */
function nodeOf(entry: Entry): Node {
  const name = textOf(entry, 'name');
  const version = textOf(entry, 'version');
  const extras = textsOf(entry, 'extras');
  const marked = extras.length > 0 ? `[${extras.toSorted().join(',')}]` : '';
  const origin = originOf(entry);
  return {
    package: {
      id: `${name}${marked}@${version}${originKey(origin)}`,
      type: 'pypi',
      name,
      version,
      at: entry.at,
      ...sharedHashes(tablesOf(entry, 'files').map((one) => hashOf(textOf(one, 'hash')))),
      ...needOf(textsOf(entry, 'groups')),
      ...(origin && { origin }),
    },
    keys: [normalised(name) + marked],
    wants: textsOf(entry, 'dependencies').flatMap((one) => wantsOf(one, entry)),
  };
}

/** All groups that need it, however indirectly. Which of them are extras and which for development is not said. */
function needOf(groups: readonly string[]): Pick<Package, 'groups' | 'scope'> {
  const others = groups.filter((group) => group !== 'default');
  if (others.length === 0) return {};
  if (others.length < groups.length) return { groups: others };
  return { groups: others, scope: others.includes('dev') ? 'development' : 'optional' };
}

function originOf(entry: Entry): Origin | undefined {
  const git = optionalText(entry, 'git');
  if (git !== undefined) return gitOrigin(git, optionalText(entry, 'revision'));
  const url = optionalText(entry, 'url');
  if (url !== undefined) return archiveOrigin(url);
  const path = optionalText(entry, 'path');
  return path === undefined ? undefined : { kind: 'path', url: path };
}

/** @param requirement such as `requests[socks]>=2; python_version < "3.9"` (PEP 508) */
function wantsOf(requirement: string, { at }: Entry): readonly Want[] {
  const [, name, extras] = /^([\w.-]+)\s*(?:\[([^\]]*)\])?/.exec(requirement) ?? [];
  if (name === undefined) throw malformed(at, '`dependencies` holds what is not a requirement');
  const key = normalised(name);
  const wanted = { key, conditional: requirement.includes(';') };
  if (!extras) return [wanted];
  const marked = extras.split(',').map((extra) => extra.trim());
  return [wanted, { key: `${key}[${marked.sort().join(',')}]`, conditional: true }];
}
