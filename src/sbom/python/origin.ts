/** Where Python packages are taken from: PyPI unless a lockfile says another index. */
import { withoutCredentials } from '../../formats/origin.ts';
import type { Origin } from '../../model/inventory.ts';

/** Nothing for PyPI, the default registry. @param index its URL, of the simple API */
export function indexOrigin(index: string | undefined): Origin | undefined {
  if (index === undefined || /^https:\/\/pypi\.org(?:\/|$)/.test(index)) return undefined;
  return { kind: 'registry', url: withoutCredentials(index) };
}

/** An archive at a URL, or one on this machine. */
export function archiveOrigin(place: string): Origin {
  return /^https?:/i.test(place)
    ? { kind: 'archive', url: withoutCredentials(place) }
    : { kind: 'path', url: place };
}
