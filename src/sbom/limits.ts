/** The limits of one inventory (trust rule T24). */
import { Fault, type Place } from '../model/fault.ts';
import { limits } from '../model/limits.ts';

const nouns = {
  inventoryBytes: 'bytes',
  inventoryPackages: 'packages',
  inventoryEdges: 'dependencies',
  nodeModulesDepth: 'folders node_modules within each other',
} as const;

/** @throws Fault `CUSTODY-404` where there are more than the limit */
export function withinLimit(limit: keyof typeof nouns, count: number, at: Place): void {
  if (count <= limits[limit]) return;
  throw new Fault('CUSTODY-404', `${at.file} has more than ${limits[limit]} ${nouns[limit]}`, {
    hint: `No project known to Custody has so many (${limit}); ask where this file comes from.`,
    at,
  });
}
