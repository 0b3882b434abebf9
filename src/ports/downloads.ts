/** Documents that lie elsewhere, at an address that evidence names. */

export interface Downloads {
  /**
   * What lies there, unverified.
   *
   * @param size most bytes
   * @throws Fault `CUSTODY-402` where nothing may be asked there, or nothing is given; `-404` for more bytes; `-903`, `-904`, `-905`
   */
  bytesAt(location: string, size: number): Promise<Uint8Array>;
}
