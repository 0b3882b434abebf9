/** The truth of an SBOM that was made here, from the stock that it was made of. */
import type { Component } from '../model/bom.ts';
import { type Method, methods } from '../model/inventory.ts';
import type { Truth } from '../model/truth.ts';
import type { Stock } from './stock.ts';

export function truthOf({ bytes }: Stock, components: readonly Component[]): Truth {
  const parts = components.filter(({ scope }) => scope !== 'development');
  const proven = parts.filter(({ proofs }) => proofs.some(({ method }) => method !== 'lockfile'));
  const used = new Set<Method>(components.flatMap(({ proofs }) => proofs.map(({ method }) => method)));
  return {
    precision: share(proven.length, parts.length, 1),
    recall: share(bytes.total - bytes.unowned, bytes.total, 1),
    opaque: share(bytes.opaque, bytes.total, 0),
    methods: methods.filter((method) => used.has(method)),
  };
}

/** @param ofNothing the share of nothing */
function share(part: number, whole: number, ofNothing: number): number {
  return whole === 0 ? ofNothing : part / whole;
}
