/**
 * The SBOMs that proven evidence refers to: from files that the user names, by their digests alone; else from where the
 * evidence says that they lie, if the user allows its host (trust rules T22, T24, T29).
 */
import { sha256 } from '../formats/peek.ts';
import type { Wiring } from '../kit/wire.ts';
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import type { Reference } from '../model/reference.ts';
import { type Documents, keyOf } from '../policy/rules/sbom-document.ts';
import type { ReferredValues } from './referred-inputs.ts';

export interface FindInputs extends ReferredValues {
  readonly offline: boolean;
}

type Download = (reference: Reference) => Promise<Uint8Array>;

/** `HOST` or `HOST:PORT`, as `URL.host` has it. Throws `CUSTODY-102` for anything else, which it does not show. */
export function hostsOf(named: readonly string[]): readonly string[] {
  return named.map((line, index) => {
    const url = /^[\w.:[\]-]+$/.test(line) ? URL.parse(`https://${line}`) : null;
    if (url && url.pathname === '/') return url.host;
    throw new Fault('CUSTODY-102', `entry ${index + 1} of \`sbom-hosts\` is not a host`, {
      hint: 'Write the name alone, such as `sboms.example.com`, with `:port` where it is another than 443. There are no patterns.',
    });
  });
}

/**
 * One at a time, since each is whole in memory; what cannot be had is a fault in its place.
 *
 * @throws Fault `CUSTODY-102`, `-201`, `-203` to `-206`, `-208` for what `sboms` names; `-404` past a limit; `-905`
 */
export async function findDocuments(
  references: readonly Reference[],
  inputs: FindInputs,
  wire: Wiring,
): Promise<Documents> {
  const documents = new Map<string, Uint8Array | Fault>();
  if (references.length === 0) return documents;
  if (references.length > limits.sboms) throw tooMany(references.length);
  const files = await localFiles(references, inputs.sboms, wire);
  const download = downloader(inputs, wire);
  let room = limits.referredSbomBytes - sizeOf(files);
  for (const reference of references) {
    const file = files.get(reference.sha256);
    const found = file ?? (await fetched(reference, room, download));
    if (file === undefined && found instanceof Uint8Array) room -= found.length;
    documents.set(keyOf(reference), found);
  }
  return documents;
}

/** By SHA-256: nothing of a name counts. Others are not kept. */
async function localFiles(
  references: readonly Reference[],
  patterns: readonly string[],
  wire: Wiring,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  if (patterns.length === 0) return found;
  const wanted = new Set(references.map((reference) => reference.sha256));
  const { select, read } = await wire.namedFiles();
  for (const path of await select(patterns, limits.sboms)) {
    const bytes = await read(path, limits.sbomBytes);
    const digest = bytes ? sha256(bytes) : '';
    if (!bytes || !wanted.has(digest)) continue;
    found.set(digest, bytes);
    checkSize(sizeOf(found), limits.referredSbomBytes, 'the SBOMs that `sboms` brings');
  }
  return found;
}

function sizeOf(files: ReadonlyMap<string, Uint8Array>): number {
  return [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
}

/** @param room bytes that are left for all that is still to come */
async function fetched(reference: Reference, room: number, download: Download): Promise<Uint8Array | Fault> {
  try {
    // Nothing is asked for what is too large by its own word.
    checkSize(reference.size, limits.sbomBytes, 'an SBOM');
    checkSize(reference.size, room, 'all SBOMs of a step, of which some are there already,');
    return await download(reference);
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'CUSTODY-905') throw error;
    return error;
  }
}

function checkSize(size: number, limit: number, what: string): void {
  if (size <= limit) return;
  throw new Fault('CUSTODY-404', `the limit of ${what} is ${limit} bytes`, {
    hint: 'Verify in several steps, or ask who sealed it for SBOMs of smaller parts.',
  });
}

function tooMany(found: number): Fault {
  const message = `evidence refers to ${found} SBOMs; the limit of one step is ${limits.sboms}`;
  return new Fault('CUSTODY-404', message, { hint: 'Verify in several steps.' });
}

function downloader({ offline, sbomHosts }: FindInputs, wire: Wiring): Download {
  return async ({ location, size }) => {
    if (location === undefined) throw missing('no file of `sboms` has this digest, and it names no place');
    if (offline) throw missing('no file of `sboms` has this digest, and nothing is fetched offline');
    return (await wire.downloads(hostsOf(sbomHosts))).bytesAt(location, size);
  };
}

function missing(reason: string): Fault {
  return new Fault('CUSTODY-402', reason, { hint: 'Give its file with `sboms`.' });
}
