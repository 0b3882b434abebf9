/**
 * Which vulnerabilities statements take out (VEX). A statement lifts only what it names for certain: this artifact by
 * digest, the vulnerability by its id or by all of its aliases, the package. The newest decides; of several at once, the
 * one that lifts nothing.
 */

import { namesPackage } from '../../formats/package-url.ts';
import { Fault } from '../../model/fault.ts';
import { limits } from '../../model/limits.ts';
import type { Artifact } from '../../model/subject.ts';
import type { PackageUrl, VexStatement, Vulnerability } from '../../model/vulnerability.ts';

/** A statement, and the trusted time at which it was signed. */
export interface SignedStatement {
  readonly statement: VexStatement;
  readonly signedAt: Date;
}

/** @throws Fault `CUSTODY-404`, from what is returned, past `limits.vexComparisons` */
export function liftedBy(
  statements: readonly SignedStatement[],
  artifact: Artifact,
): (found: Vulnerability) => boolean {
  const byName = indexOf(statements.filter(({ statement }) => isAbout(statement, artifact)).map(prepare));
  let comparisons = 0;
  return (found) => {
    const names = [found.id, ...found.aliases].map(folded);
    const applying = new Set<Prepared>();
    for (const one of new Set(names.flatMap((name) => byName.get(name) ?? []))) {
      comparisons += names.length + (one.packages?.length ?? 1);
      if (comparisons > limits.vexComparisons) throw tooMany();
      if (applies(one, names, found.purl)) applying.add(one);
    }
    const newest = [...applying].reduce((latest, { time }) => Math.max(latest, time), 0);
    const last = [...applying].filter(({ time }) => time === newest);
    return last.length > 0 && last.every(({ lifts }) => lifts);
  };
}

interface Prepared {
  readonly names: ReadonlySet<string>;
  readonly packages: readonly PackageUrl[] | undefined;
  readonly lifts: boolean;
  readonly time: number;
}

/** Never later than its signature: a statement from the future would win for ever. */
function prepare({ statement, signedAt }: SignedStatement): Prepared {
  const { names, packages, status, at } = statement;
  return {
    names: new Set(names.map(folded)),
    packages,
    lifts: status === 'not_affected' || status === 'fixed',
    time: Math.min(at.getTime(), signedAt.getTime()),
  };
}

function indexOf(statements: readonly Prepared[]): ReadonlyMap<string, readonly Prepared[]> {
  const byName = new Map<string, Prepared[]>();
  for (const statement of statements) {
    for (const name of statement.names) {
      const known = byName.get(name);
      if (known) known.push(statement);
      else byName.set(name, [statement]);
    }
  }
  return byName;
}

/** By the digests of its product: one that names none of ours, or one wrong, is another product. */
function isAbout({ product }: VexStatement, { digests }: Artifact): boolean {
  if (!product) return true;
  const ours = new Map<string, string>(Object.entries(digests));
  const comparable = Object.entries(product).filter(([algorithm]) => ours.has(algorithm));
  return comparable.length > 0 && comparable.every(([algorithm, hex]) => ours.get(algorithm) === hex);
}

/** What lifts must fit for certain; what does not lift applies unless it is certainly about something else. */
function applies(statement: Prepared, names: readonly string[], purl: PackageUrl | undefined): boolean {
  const { packages } = statement;
  const fits = purl !== undefined && (packages?.some((one) => namesPackage(one, purl)) ?? false);
  const whole = packages === undefined;
  if (statement.lifts) return namesFully(statement.names, names) && (whole || fits);
  return whole || packages.length === 0 || purl === undefined || fits;
}

/** By the id, or by every alias: an advisory covers more than one of its aliases does. */
function namesFully(stated: ReadonlySet<string>, [id, ...aliases]: readonly string[]): boolean {
  if (id !== undefined && stated.has(id)) return true;
  return aliases.length > 0 && aliases.every((alias) => stated.has(alias));
}

function folded(name: string): string {
  return name.toLowerCase();
}

function tooMany(): Fault {
  return new Fault(
    'CUSTODY-404',
    `vulnerabilities and VEX statements need more than ${limits.vexComparisons} comparisons`,
    { hint: 'Attest VEX statements for fewer vulnerabilities, each once.' },
  );
}
