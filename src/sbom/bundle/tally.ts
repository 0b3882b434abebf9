/** Gathers what several methods say of one bundle: packages with the evidence for each, shares of the bytes, and gaps. */
import type { Evidence, Gap, Inventory, Package, Share } from '../../model/inventory.ts';
import type { Source } from './source-path.ts';

interface Row {
  readonly package: Package;
  readonly evidence: Evidence[];
  bytes: number;
}

export class Tally {
  readonly #file: string;
  readonly #rows = new Map<string, Row>();
  readonly gaps: Gap[] = [];
  #own = 0;
  #opaque = 0;

  /** @param file the bundle's path */
  constructor(file: string) {
    this.#file = file;
  }

  /** @param file where it is at odds; the bundle itself by default */
  note(message: string, file = this.#file): void {
    this.gaps.push({ at: { file }, message });
  }

  addOwn(bytes: number): void {
    this.#own += bytes;
  }

  /** Bytes of a source, for the first method that knows of shares. */
  addSource(source: Source, bytes: number, evidence: Evidence): void {
    if (source.kind === 'locked') this.add(source.package, bytes, evidence);
    else if (source.kind === 'named') this.#addNamed(source, bytes, evidence);
    else this.addOwn(bytes);
  }

  add(one: Package, bytes: number, evidence: Evidence): void {
    const row = this.#rows.get(one.id) ?? { package: one, evidence: [], bytes: 0 };
    this.#rows.set(one.id, row);
    row.bytes += bytes;
    if (!row.evidence.some(({ method }) => method === evidence.method)) row.evidence.push(evidence);
  }

  /** The rows of the same name and version, wherever it is installed. */
  rowsOf({ name, version }: Package): readonly Row[] {
    return [...this.#rows.values()].filter(
      (row) => row.package.name === name && row.package.version === version,
    );
  }

  get rows(): Iterable<Readonly<Row>> {
    return this.#rows.values();
  }

  inventory(): Inventory {
    const rows = [...this.#rows.values()].sort((a, b) => (a.package.id < b.package.id ? -1 : 1));
    const shares: Share[] = rows.map((row) => ({ owner: { package: row.package.id }, bytes: row.bytes }));
    if (this.#own > 0) shares.push({ owner: 'first-party', bytes: this.#own });
    if (this.#opaque > 0) shares.push({ owner: 'opaque', bytes: this.#opaque });
    return {
      packages: rows.map((row) => ({ ...within(row.package, this.#rows), evidence: row.evidence })),
      gaps: this.gaps,
      shares: shares.filter(({ bytes }) => bytes > 0),
    };
  }

  /** A package that only a path names: told apart by its version, or else by nothing, so that it is not listed. */
  #addNamed(source: Extract<Source, { kind: 'named' }>, bytes: number, evidence: Evidence): void {
    const { name, version, location } = source;
    const at = evidence.at ?? { file: this.#file };
    if (version !== '') {
      this.add({ type: 'npm', name, version, id: location, location, at }, bytes, evidence);
      return;
    }
    this.#opaque += bytes;
    const message = `${bytes} bytes come from ${location}, which is not locked, so that its version is not known`;
    if (!this.gaps.some((gap) => gap.message.includes(` ${location},`))) this.gaps.push({ at, message });
  }
}

/** What is not in the bundle is not depended on there. */
function within(one: Package, rows: ReadonlyMap<string, Row>): Package {
  const { dependsOn, ...rest } = one;
  return dependsOn ? { ...rest, dependsOn: dependsOn.filter((id) => rows.has(id)) } : rest;
}
