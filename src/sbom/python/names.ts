/** Names of Python packages: https://packaging.python.org/en/latest/specifications/name-normalization/ */

/** Two spellings with the same result name the same package. */
export function normalised(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}
