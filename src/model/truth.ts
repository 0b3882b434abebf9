/**
 * How far an SBOM is true of an artifact, counted from the artifact's own bytes and not from what the SBOM says of
 * itself.
 */
import type { Method } from './inventory.ts';

export interface Truth {
  /** Components with evidence in the artifact, of all that are listed as part of it; 1 where none is listed. */
  readonly precision: number;
  /**
   * Bytes that are owed to a listed component or to the product itself, of all; 1 for an artifact without bytes. Never more
   * than the share of the packages shown that are listed: those in a binary have no bytes of their own.
   */
  readonly recall: number;
  /** Bytes that no reader can look into, of all. They count against `recall`. */
  readonly opaque: number;
  /** How what is in it was found, most direct first. */
  readonly methods: readonly Method[];
}
