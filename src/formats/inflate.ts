/** DEFLATE and zlib (RFC 1951, RFC 1950), bounded, with the place where the packed bytes end. */
import { inflateRawSync, inflateSync } from 'node:zlib';

export interface InflateOptions {
  /** Bytes of output; not one more is unpacked. */
  readonly most: number;
  /** `zlib` has a header and a checksum of its own. */
  readonly frame: 'raw' | 'zlib';
  /** Makes what is thrown for packed bytes that are damaged or cut short. */
  readonly damaged: () => Error;
  /** Makes what is thrown for more output than `most`. */
  readonly tooMuch: () => Error;
}

/** @returns the output, and how many of `bytes` it was made of */
export function inflate(
  bytes: Uint8Array,
  { most, frame, damaged, tooMuch }: InflateOptions,
): { readonly output: Uint8Array; readonly consumed: number } {
  const unpack = frame === 'raw' ? inflateRawSync : inflateSync;
  let result: unknown;
  try {
    // The platform takes no limit of 0.
    result = unpack(bytes, { info: true, maxOutputLength: Math.max(most, 1) });
  } catch (error) {
    throw (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? tooMuch() : damaged();
  }
  // What `info` changes about the result is not in its type.
  const { buffer: output, engine } = result as { buffer: Uint8Array; engine: { bytesWritten: number } };
  if (output.length > most) throw tooMuch();
  return { output, consumed: engine.bytesWritten };
}
