/**
 * Holds an SBOM made by anyone against the artifact that it is said to be of: what it lists and nothing shows, what the
 * artifact shows and it does not list, and how far it is true.
 */
import { packageOf } from '../formats/purl-of.ts';
import type { DigestSet } from '../model/digest.ts';
import { methods, type PackageName } from '../model/inventory.ts';
import { type MinimumElements, minimumElements, type Sbom, type SbomComponent } from '../model/sbom.ts';
import type { Truth } from '../model/truth.ts';
import { packageUrl } from './package-url.ts';
import type { Known, Stock } from './stock.ts';

export interface SbomCheck {
  /** Components that are said to be part of it, each once. */
  readonly listed: number;
  readonly fields: MinimumElements;
  readonly truth: Truth;
  /** Whether it states the digests of this very artifact. */
  readonly product: 'same' | 'other' | 'unstated';
  readonly misses: readonly Miss[];
}

export interface Miss {
  readonly kind: 'unproven' | 'unlisted';
  /** The package URL, or `NAME VERSION` where there is none. */
  readonly what: string;
  /** A sentence. */
  readonly why: string;
}

export function checkSbom(sbom: Sbom, stock: Stock, digests: DigestSet): SbomCheck {
  const listed = listedIn(sbom);
  const shown = shownIn(stock);
  const unproven = [...listed].filter(([name]) => !shown.has(name));
  const unlisted = [...shown].filter(([name]) => !listed.has(name));
  return {
    listed: listed.size,
    fields: minimumElements(sbom),
    truth: {
      precision: listed.size === 0 ? 1 : (listed.size - unproven.length) / listed.size,
      ...coverage(stock, shown, unlisted),
    },
    product: productOf(sbom.product, digests),
    misses: [
      ...unproven.map(([, one]) => unprovenMiss(one)),
      ...unlisted.map(([, ones]) => unlistedMiss(ones)),
    ],
  };
}

type Shown = readonly [name: string, known: readonly [Known, ...Known[]]];

/** Each once, whatever its qualifiers and spelling; without a package URL each is one of its own. */
function listedIn({ components }: Sbom): ReadonlyMap<string, SbomComponent> {
  const parts = components.filter(({ excluded }) => !excluded);
  return new Map(
    parts.map((one, index) => {
      const named = packageOf(one.identifier);
      return [named === undefined ? `${index}` : keyOf(named), one];
    }),
  );
}

function shownIn({ known }: Stock): ReadonlyMap<string, readonly [Known, ...Known[]]> {
  const shown = new Map<string, [Known, ...Known[]]>();
  for (const one of known.filter(({ method }) => method !== 'lockfile')) {
    const name = keyOf(one.package);
    const before = shown.get(name);
    if (before) before.push(one);
    else shown.set(name, [one]);
  }
  return shown;
}

/** Its package URL without qualifiers, which say where a package comes from and not which it is. */
function keyOf(one: PackageName): string {
  return packageUrl(one) ?? `${one.type} ${one.name} ${one.version}`;
}

/**
 * What is not listed takes its bytes along: they are owed to a package that the document does not know. Packages of which
 * an artifact shows no bytes of their own, such as the modules in a binary, count by their number.
 */
function coverage(
  { bytes: { total, unowned, opaque } }: Stock,
  shown: ReadonlyMap<string, readonly Known[]>,
  unlisted: readonly Shown[],
): Pick<Truth, 'recall' | 'opaque' | 'methods'> {
  const missed = unlisted.flatMap(([, ones]) => ones).reduce((sum, { bytes }) => sum + bytes, 0);
  const byBytes = total === 0 ? 1 : (total - unowned - missed) / total;
  const byNumber = shown.size === 0 ? 1 : (shown.size - unlisted.length) / shown.size;
  const found = new Set([...shown.values()].flat().map(({ method }) => method));
  return {
    recall: Math.min(byBytes, byNumber),
    opaque: total === 0 ? 0 : opaque / total,
    methods: methods.filter((method) => found.has(method)),
  };
}

function productOf(stated: DigestSet, digests: DigestSet): SbomCheck['product'] {
  const pairs = Object.entries(stated).filter(([algorithm]) => digests[algorithm] !== undefined);
  if (pairs.length === 0) return 'unstated';
  return pairs.every(([algorithm, hex]) => digests[algorithm] === hex) ? 'same' : 'other';
}

function unprovenMiss({ name, version, identifier }: SbomComponent): Miss {
  const why =
    identifier === ''
      ? 'It has no package URL by which it could be found.'
      : 'Nothing in the artifact shows it.';
  return { kind: 'unproven', what: identifier || `${name} ${version}`.trim(), why };
}

function unlistedMiss([{ package: found, method }]: readonly [Known, ...Known[]]): Miss {
  const { file, line } = found.at;
  const place = line === undefined ? file : `${file}:${line}`;
  return { kind: 'unlisted', what: keyOf(found), why: `The artifact shows it: ${method}, ${place}.` };
}
