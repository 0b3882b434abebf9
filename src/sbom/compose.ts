/**
 * An SBOM of what an artifact shows, completed by what the lockfiles of its build say of the same packages: hashes,
 * licences, origins and who depends on whom. What a lockfile names and the artifact does not show is not listed, unless the
 * artifact shows nothing at all.
 */
import type { Bom, Component, Product, Proof } from '../model/bom.ts';
import type { DigestSet } from '../model/digest.ts';
import { Fault } from '../model/fault.ts';
import type { Gap, Inventory, Method, Package, PackageName } from '../model/inventory.ts';
import { graphOf } from './graph.ts';
import { packageUrl } from './package-url.ts';
import type { Known, Stock } from './stock.ts';
import { truthOf } from './truth.ts';

export interface Facts {
  /** The name and the digests of the subject. */
  readonly artifact: { readonly name: string; readonly digests: DigestSet };
  readonly time?: Date;
  readonly author?: string;
  readonly tool: Bom['tool'];
  /** What is still installed of what is listed. */
  readonly installed: readonly Package[];
}

/**
 * @param locks what the lockfiles of the build say
 * @throws Fault `CUSTODY-410` for a package whose name its ecosystem does not allow
 */
export function composeBom(stock: Stock, locks: readonly Inventory[], facts: Facts): Bom {
  const { known, gaps } = listing(stock, locks);
  const shown = new Map<string, Draft>();
  for (const one of known) merge(one, shown);
  for (const { packages } of locks) for (const one of packages) enrich(one, shown);
  for (const one of facts.installed) enrich(one, shown);
  const inventories = [...stock.inventories, ...locks];
  const { dependsOn, direct } = graphOf(inventories, new Set(shown.keys()), nameOf);
  const components = [...shown.values()]
    .map((one) => ({ ...one, ...optional('dependsOn', dependsOn.get(one.purl)) }))
    .sort((a, b) => (a.purl < b.purl ? -1 : 1));
  const phase = isFileOfABuild(stock) ? 'pre-build' : 'build';
  return {
    product: productOf(stock, locks, facts, direct),
    components,
    gaps: [...stock.gaps, ...gaps],
    phase,
    ...optional('time', facts.time),
    ...optional('author', facts.author),
    tool: facts.tool,
    ...(phase === 'build' && { truth: truthOf(stock, components) }),
  };
}

/** A lockfile or a manifest by itself: it has no content that could be something else than what it says. */
function isFileOfABuild({ inventories }: Stock): boolean {
  return inventories.some(({ method }) => method === 'lockfile');
}

interface Listing {
  readonly known: readonly Known[];
  readonly gaps: readonly Gap[];
}

/** What the artifact shows; where that is nothing, what the build was locked to, which is said. */
function listing({ known, bytes }: Stock, locks: readonly Inventory[]): Listing {
  const locked = locks.flatMap(({ packages }) => packages.filter(({ scope }) => scope !== 'development'));
  const isTold = known.length > 0 || bytes.unowned <= bytes.total / 2;
  if (isTold || locked.length === 0) return { known, gaps: [] };
  return {
    known: locked.map((one) => ({ package: one, method: 'lockfile' as const, bytes: 0 })),
    gaps: [
      {
        at: { file: locked[0]?.at.file ?? '' },
        message: `nothing in the artifact shows which of the ${locked.length} locked packages it holds`,
      },
    ],
  };
}

const confidences: Readonly<Record<Method, number>> = {
  metafile: 1,
  'source-map': 1,
  buildinfo: 1,
  auditable: 1,
  manifest: 1,
  banner: 0.8,
  fingerprint: 0.8,
  lockfile: 0.5,
};

function proofsOf({ package: { at, evidence }, method }: Known): readonly [Proof, ...Proof[]] {
  const own = { method, confidence: confidences[method], at };
  const [first, ...more] = (evidence ?? []).map((one) => ({ ...one, at: one.at ?? at }));
  return first ? [first, ...more] : [own];
}

/** A component that goes on to gather proofs, of which one package in a large archive may have thousands. */
type Draft = Component & { readonly proofs: [Proof, ...Proof[]] };

/** One component for each package URL: what stands in several places has several proofs. */
function merge(known: Known, shown: Map<string, Draft>): void {
  const { type, name, version, scope = 'required', ...one } = known.package;
  const purl = nameOf(known.package);
  const before = shown.get(purl);
  const [first, ...more] = proofsOf(known);
  if (before === undefined) {
    shown.set(purl, {
      type,
      name,
      version,
      purl,
      scope,
      hashes: one.hashes ?? {},
      proofs: [first, ...more],
      ...optional('licence', one.licence),
      ...optional('supplier', one.supplier),
      ...optional('origin', one.origin),
    });
    return;
  }
  before.proofs.push(first, ...more);
  if (scope === 'required') shown.set(purl, { ...before, scope });
  enrich(known.package, shown);
}

/** What another file says of a package that is listed; what is known already stays. */
function enrich(one: Package, shown: Map<string, Draft>): void {
  const purl = nameOf(one);
  const known = shown.get(purl);
  if (known === undefined) return;
  shown.set(purl, {
    ...known,
    hashes: { ...one.hashes, ...known.hashes },
    ...optional('licence', known.licence ?? one.licence),
    ...optional('supplier', known.supplier ?? one.supplier),
    ...optional('origin', known.origin ?? one.origin),
  });
}

function productOf(
  { root }: Stock,
  locks: readonly Inventory[],
  { artifact }: Facts,
  direct: readonly string[] | undefined,
): Product {
  const stated = root ?? (locks.length === 1 ? locks[0]?.root : undefined);
  const { name, digests } = artifact;
  return {
    name,
    digests,
    ...(stated && {
      manifest: { type: stated.type, name: stated.name, version: stated.version },
      ...optional('licence', stated.licence),
    }),
    ...optional('dependsOn', direct),
  };
}

function nameOf(one: PackageName): string {
  const purl = one.name.trim() === '' ? undefined : packageUrl(one);
  if (purl !== undefined) return purl;
  throw new Fault('CUSTODY-410', `${one.name} cannot be the name of a package of the type ${one.type}`, {
    hint: 'Look at the file that names it: it may have been made by hand or by an attacker.',
  });
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]: Value });
}
