/** Text that fills a field of an SBOM, and text that only looks as if it did. */
import { splitPackageUrl } from './package-url.ts';

/** Empty for what says that nothing is known. */
export function filled(text: string): string {
  return /^\s*(?:NOASSERTION|NONE|UNKNOWN|N\/A)?\s*$/i.test(text) ? '' : text.trim();
}

/** The first that is a package URL or a CPE (2.2 or 2.3); empty where none is. */
export function identifierOf(texts: readonly string[]): string {
  const isIdentifier = (text: string) =>
    /^cpe:(?:2\.3:|\/)[aho]:/i.test(text) || splitPackageUrl(text) !== undefined;
  return texts.find(isIdentifier) ?? '';
}
