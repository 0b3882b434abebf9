declare module 'snappyjs' {
  /** Throws on a malformed block and on one whose header announces more than `maxLength` bytes. */
  export function uncompress(compressed: Uint8Array, maxLength?: number): Uint8Array;
  export function compress(uncompressed: Uint8Array): Uint8Array;
}
