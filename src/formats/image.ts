/** What the formats of executables have in common: named sections, and parts that are loaded at an address. */
import { limits } from '../model/limits.ts';
import { ByteView } from './byte-view.ts';

export interface Region {
  readonly name: string;
  /** In memory. */
  readonly address: number;
  /** As far as they stand in the file. */
  readonly bytes: Uint8Array;
}

/** A program for one architecture. */
export interface Image {
  /** All of it: a universal executable holds several. */
  readonly bytes: Uint8Array;
  readonly sections: readonly Region[];
  /** What stands at which address. */
  readonly loaded: readonly Region[];
  /** The first part of memory that is for data and can be written. */
  readonly data?: Region;
}

/** Thrown inside of the readers of executables, never by them: what is no whole one cannot be looked into. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/** @throws Malformed for every place outside of the bytes */
export function imageView(bytes: Uint8Array, order: 'little' | 'big'): ByteView {
  return new ByteView(bytes, order, () => new Malformed('it is cut short'));
}

/** Numbers from 0 on, one for each part of a table. @throws Malformed past `limits.executableParts` */
export function places(count: number): readonly number[] {
  if (count > limits.executableParts) throw new Malformed('it has too many parts');
  return Array.from({ length: count }, (_, index) => index);
}

/** Names of sections are short: what follows the 64th byte does not count. */
export function nameAt(bytes: Uint8Array, at: number): string {
  const field = bytes.subarray(at, at + 64);
  const end = field.indexOf(0);
  return Buffer.from(end < 0 ? field : field.subarray(0, end)).toString('latin1');
}
