/** Secrets of a job and their replacement by `***`; what `::add-mask::` feeds. */

/** The masks of one job. */
export interface Masks {
  /** Adds a secret; each line of it counts by itself, blank ones not at all. */
  add(secret: string): void;
  /** The text with every known secret replaced. */
  apply(text: string): string;
  /** Whether the text holds a known secret. */
  found(text: string): boolean;
}

/** Masks that start with these secrets. */
export function createMasks(...secrets: readonly string[]): Masks {
  const known = new Set<string>();
  const masks: Masks = {
    add(secret) {
      for (const part of [secret, ...secret.split(/\r?\n/)]) {
        if (part.trim() !== '') known.add(part);
      }
    },
    apply(text) {
      const longestFirst = [...known].sort((a, b) => b.length - a.length);
      return longestFirst.reduce((result, secret) => result.replaceAll(secret, '***'), text);
    },
    found: (text) => [...known].some((secret) => text.includes(secret)),
  };
  for (const secret of secrets) masks.add(secret);
  return masks;
}
