/** Numbers and parts of bytes that say themselves where to look: no place outside of them is ever read. */

export class ByteView {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #little: boolean;
  readonly #outside: () => Error;

  /** @param outside makes what is thrown for a place that is not there */
  constructor(bytes: Uint8Array, order: 'little' | 'big', outside: () => Error) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = order === 'little';
    this.#outside = outside;
  }

  u8(at: number): number {
    return this.#view.getUint8(this.#checked(at, 1));
  }

  u16(at: number): number {
    return this.#view.getUint16(this.#checked(at, 2), this.#little);
  }

  u32(at: number): number {
    return this.#view.getUint32(this.#checked(at, 4), this.#little);
  }

  /** Loses digits above 2^53, where no file has a place. */
  u64(at: number): number {
    return Number(this.#view.getBigUint64(this.#checked(at, 8), this.#little));
  }

  /** The same memory, not a copy. */
  part(at: number, length: number): Uint8Array {
    return this.bytes.subarray(this.#checked(at, length), at + length);
  }

  #checked(at: number, length: number): number {
    if (at < 0 || length < 0 || at + length > this.bytes.length) throw this.#outside();
    return at;
  }
}
