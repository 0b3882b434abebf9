/** Cargo.lock of Cargo, v1 to v4: https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html */
import { type Entry, optionalTable, optionalText, textOf, textsOf } from '../../formats/fields.ts';
import { hashOf, sharedHashes } from '../../formats/hashes.ts';
import { gitOrigin, originKey, withoutCredentials } from '../../formats/origin.ts';
import { assertVersion, itemsOf, readToml } from '../../formats/toml.ts';
import type { Inventory, Origin, Reader } from '../../model/inventory.ts';
import { inventoryOf, link, type Node } from '../shared/graph.ts';

export const reader: Reader = {
  name: 'cargo-lock',
  ecosystem: 'crates.io',
  reads: '`Cargo.lock` v1 to v4',
  method: 'lockfile',
  gives: ['edges', 'hashes'],
  recognises: ({ path }) => /(?:^|\/)Cargo\.lock$/.test(path),
  read(file) {
    const document = readToml(file);
    assertVersion(document, '', 'version', /^[1-4]$/);
    const whole: Entry = { table: document.root, at: { file: file.path } };
    const metadata = optionalTable(whole, 'metadata');
    // Very old files name the project apart from its packages.
    const root = optionalTable(whole, 'root');
    const entries = [...(root ? [root] : []), ...itemsOf(document, 'package')];
    return stockOf(entries.map((entry) => nodeOf(entry, metadata)));
  },
};

/** @param metadata where v1 has the checksums */
function nodeOf(entry: Entry, metadata: Entry | undefined): Node {
  const name = textOf(entry, 'name');
  const version = textOf(entry, 'version');
  const source = optionalText(entry, 'source');
  const short = `${name} ${version}`;
  const full = `${short} (${source})`;
  const checksum =
    optionalText(entry, 'checksum') ?? (metadata && optionalText(metadata, `checksum ${full}`));
  const origin = originOf(source);
  return {
    package: {
      id: short + originKey(origin),
      type: 'cargo',
      name,
      version,
      at: entry.at,
      ...sharedHashes([hashOf(`sha256:${checksum}`)]),
      ...(origin && { origin }),
    },
    // An edge has no more words than tell its target from others; a repository stands in it without its commit.
    keys: [name, short, ...(source === undefined ? [] : [full, `${short} (${source.split('#', 1)[0]})`])],
    wants: textsOf(entry, 'dependencies').map((key) => ({ key })),
  };
}

/** Nothing for crates.io, whose index is read in two ways. What has no source lies in the workspace. */
function originOf(source: string | undefined): Origin | undefined {
  if (source === undefined) return { kind: 'path' };
  const plus = source.indexOf('+');
  const [kind, url] = [source.slice(0, plus), source.slice(plus + 1)];
  if (kind === 'git') return gitOrigin(url, url.split('#', 2)[1]);
  if (/^https:\/\/(?:github\.com\/rust-lang\/crates\.io-index|index\.crates\.io)\/?$/.test(url))
    return undefined;
  return { kind: kind === 'path' ? 'path' : 'registry', url: withoutCredentials(url) };
}

/**
 * What the file is about is what has no source. Where a workspace has several members it is about none of them: they are
 * packages like others.
 */
function stockOf(nodes: readonly Node[]): Inventory {
  const graph = link(nodes);
  const own = graph.packages.filter(({ origin }) => origin?.kind === 'path' && origin.url === undefined);
  return inventoryOf(graph, own.length === 1 ? own[0] : undefined);
}
