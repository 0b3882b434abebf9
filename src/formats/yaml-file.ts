/** A lockfile in YAML, and typed reads of it that fail with the line. */
import { Faults, type Place } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import { malformed } from './json-lines.ts';
import { readYaml, type YamlMap, type YamlNode, type YamlUse } from './yaml.ts';

/** Written by programs, with words of strangers in it, such as why a package is deprecated: they may hold emoji. */
const lockfile: YamlUse = {
  code: 'CUSTODY-410',
  mostBytes: limits.yamlInventoryBytes,
  unseen: /(?!\r\n)[\p{Cc}\p{Zl}\p{Zp}\ufeff](?<![\t\n])/gu,
};

/**
 * @returns the outermost map; none for a file that holds nothing
 * @throws Fault `CUSTODY-410` for what `readYaml` refuses and for another value, and `CUSTODY-404`
 */
export function readYamlFile(bytes: Uint8Array, file: string): YamlMap | undefined {
  return rootOf(bytes, file, lockfile);
}

/** As `readYamlFile`, for what people write: much shorter, and with aliases, each of which reads as nothing. */
export function readWorkflowFile(bytes: Uint8Array, file: string): YamlMap | undefined {
  return rootOf(bytes, file, { ...lockfile, mostBytes: limits.workflowBytes, aliases: true });
}

function rootOf(bytes: Uint8Array, file: string, use: YamlUse): YamlMap | undefined {
  return mapOf(firstFault(() => readYaml(bytes, file, use)));
}

function firstFault<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Faults ? error.faults[0] : error;
  }
}

/** `undefined` for nothing. @throws Fault `CUSTODY-410` for anything but a map */
export function mapOf(node: YamlNode | undefined): YamlMap | undefined {
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return undefined;
  if (node.kind === 'map') return node;
  throw malformed(lineOf(node.at), 'it has no keys there');
}

/** The map under a key. @throws Fault `CUSTODY-410` for anything else there */
export function mapIn(map: YamlMap | undefined, key: string): YamlMap | undefined {
  return mapOf(map?.entries.get(key)?.value);
}

/** As it was written where that looks like a number. @throws Fault `CUSTODY-410` for anything but a scalar */
export function textOf(node: YamlNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (node.kind !== 'scalar') throw malformed(lineOf(node.at), 'it is not text there');
  if (node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : node.source;
}

/** The text under a key. @throws Fault `CUSTODY-410` for anything but a scalar */
export function textIn(map: YamlMap | undefined, key: string): string | undefined {
  return textOf(map?.entries.get(key)?.value);
}

/** False where it is missing. @throws Fault `CUSTODY-410` for anything but true and false */
export function flagIn(map: YamlMap | undefined, key: string): boolean {
  const node = map?.entries.get(key)?.value;
  if (node === undefined) return false;
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  throw malformed(lineOf(node.at), `${JSON.stringify(key)} is neither true nor false`);
}

/** None for nothing. @throws Fault `CUSTODY-410` for anything but a list */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return [];
  if (node.kind === 'list') return node.items;
  throw malformed(lineOf(node.at), 'it is not a list there');
}

/** Columns are for people who write: a reader names the line. */
export function lineOf({ file, line }: Required<Place>): Place {
  return { file, line };
}
