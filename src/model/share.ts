/** Shares from 0 to 1 in few digits, never better than they are: a product of two exact decimals may miss by the last bit. */

/** The greatest multiple of `1 / steps` that is no more than the share. */
export function roundedDown(share: number, steps: number): number {
  const near = Math.round(share * steps);
  return near / steps <= share ? near / steps : (near - 1) / steps;
}

/** The least multiple of `1 / steps` that is no less than the share. */
export function roundedUp(share: number, steps: number): number {
  const near = Math.round(share * steps);
  return near / steps >= share ? near / steps : (near + 1) / steps;
}
