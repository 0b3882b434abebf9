/**
 * The metadata of a Python distribution (https://packaging.python.org/en/latest/specifications/core-metadata/): headers as
 * in an e-mail, up to the first empty line. Only what names the distribution is read.
 */
import type { InventoryFile } from '../model/inventory.ts';
import type { Licence } from '../model/licence.ts';
import { limits } from '../model/limits.ts';
import { beyond, unreadable } from './artifact-faults.ts';
import { pythonLicence } from './licence.ts';
import { partyName } from './party.ts';

export interface WheelMetadata {
  /** As it was written. */
  readonly name: string;
  readonly version: string;
  readonly licence?: Licence;
  /** Its author, or else its maintainer. */
  readonly supplier?: string;
  /** Of the name. */
  readonly line: number;
}

/** @throws Fault `CUSTODY-410` without exactly one name and version; `CUSTODY-404` past `limits.inventoryBytes` */
export function readMetadata({ path: file, bytes }: InventoryFile): WheelMetadata {
  if (bytes.length > limits.inventoryBytes) throw beyond(file, `has ${bytes.length} bytes`, 'inventoryBytes');
  const fields = new Map<string, { readonly value: string; readonly line: number }>();
  const classifiers: string[] = [];
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  for (const [index, text] of lines.entries()) {
    const header = text.replace(/\r$/, '');
    if (header === '') break;
    const [, key = '', value = ''] = /^([A-Za-z-]+):(.*)$/.exec(header) ?? [];
    const name = key.toLowerCase();
    if (name === 'classifier') classifiers.push(value.trim());
    if (!wanted.includes(name)) continue;
    if (fields.has(name) && makers.includes(name)) continue;
    if (fields.has(name)) throw unreadable(file, `it has \`${key}\` twice`);
    // What goes on in a further line is a text.
    const isText = /^[ \t|]/.test(lines[index + 1] ?? '');
    fields.set(name, { value: isText ? '' : value.trim(), line: index + 1 });
  }
  const name = fields.get('name');
  const version = fields.get('version')?.value;
  if (!name?.value || !version) throw unreadable(file, 'it states no name or no version');
  const expression = fields.get('license-expression')?.value;
  const stated = fields.get('license')?.value;
  const licence = pythonLicence({
    ...(expression && { expression }),
    ...(stated && { licence: stated }),
    classifiers,
  });
  const supplier = makers.map((key) => partyName(fields.get(key)?.value ?? '')).find(Boolean);
  return {
    name: name.value,
    version,
    line: name.line,
    ...(licence && { licence }),
    ...(supplier !== undefined && { supplier }),
  };
}

const makers = ['author', 'author-email', 'maintainer', 'maintainer-email'];
const wanted: readonly string[] = ['name', 'version', 'license-expression', 'license', ...makers];
