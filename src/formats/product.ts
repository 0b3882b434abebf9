/** The strong digests by which a product of a VEX statement, or a CycloneDX component, names its bytes. */
import { type DigestSet, strongAlgorithms } from '../model/digest.ts';
import { digestsOfPackageUrl } from './package-url.ts';
import { at, type Member, malformed, optional, optionalListOf, textOf, textOrNothing } from './predicate.ts';

/** @throws Fault `CUSTODY-408` for a product that names two digests of one algorithm */
export function digestsOfProduct(product: Member): DigestSet {
  const digests = new Map<string, string>();
  for (const [algorithm, hex] of [...ofHashes(product), ...ofPackageUrls(product)]) {
    if ((digests.get(algorithm) ?? hex) !== hex) throw malformed(product, `names two ${algorithm} digests`);
    digests.set(algorithm, hex);
  }
  return Object.fromEntries(digests);
}

/** OpenVEX has a map with names such as `sha-256`, CycloneDX a list with names such as `SHA-256`. */
function ofHashes(product: Member): readonly (readonly [string, string])[] {
  const hashes = at(product, 'hashes');
  if (Array.isArray(hashes.value))
    return optionalListOf(hashes).flatMap((hash) =>
      strong(textOf(at(hash, 'alg')), textOf(at(hash, 'content'))),
    );
  return strongAlgorithms.flatMap((algorithm) => {
    const label = algorithm.replace('sha', 'sha-');
    return optional(at(hashes, label), (hash) => strong(label, textOf(hash))) ?? [];
  });
}

function strong(label: string, hex: string): readonly (readonly [string, string])[] {
  const algorithm = strongAlgorithms.find((known) => known === label.toLowerCase().replace('-', ''));
  return algorithm ? [[algorithm, hex.toLowerCase()]] : [];
}

function ofPackageUrls(product: Member): readonly (readonly [string, string])[] {
  const texts = [at(product, '@id'), at(product, 'identifiers', 'purl'), at(product, 'purl')];
  return texts.flatMap((text) => digestsOfPackageUrl(textOrNothing(text)));
}
