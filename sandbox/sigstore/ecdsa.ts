/**
 * ECDSA verification of a digest that was computed elsewhere, which Node's crypto does not offer and
 * `hashedrekord` entries need. Follows SEC 1 version 2 section 4.1.4; not constant-time, for public data only.
 */
import type { KeyObject } from 'node:crypto';
import { type DerElement, readChildren, readElement } from './der-read.ts';

/** A short Weierstrass curve with a = -3 (SEC 2 section 2.4, FIPS 186-4 appendix D). */
interface CurveParameters {
  readonly field: bigint;
  readonly order: bigint;
  readonly base: Affine;
}

interface Affine {
  readonly x: bigint;
  readonly y: bigint;
}

/** x = X/Z², y = Y/Z³; Z = 0 is the point at infinity. */
interface Jacobian extends Affine {
  readonly z: bigint;
}

const INFINITY: Jacobian = { x: 1n, y: 1n, z: 0n };

const CURVES: ReadonlyMap<string, CurveParameters> = new Map([
  [
    'prime256v1',
    {
      field: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
      order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
      base: {
        x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
        y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
      },
    },
  ],
  [
    'secp384r1',
    {
      field: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
      order:
        0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
      base: {
        x: 0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7n,
        y: 0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5fn,
      },
    },
  ],
]);

/** Whether `signature` (DER) over `digest` is by `key` (P-256 or P-384); false for broken signatures. */
export function verifyDigest(digest: Uint8Array, key: KeyObject, signature: Uint8Array): boolean {
  const curve = CURVES.get(key.asymmetricKeyDetails?.namedCurve ?? '');
  const parts = readSignature(signature);
  if (curve === undefined || parts === undefined) return false;
  const { r, s } = parts;
  if (r < 1n || r >= curve.order || s < 1n || s >= curve.order) return false;
  const inverse = invert(s, curve.order);
  const u = modulo(leftmost(digest, curve) * inverse, curve.order);
  const v = modulo(r * inverse, curve.order);
  const sum = add(multiply(u, curve.base, curve), multiply(v, publicPoint(key), curve), curve);
  if (sum.z === 0n) return false;
  const x = modulo(sum.x * invert(sum.z * sum.z, curve.field), curve.field);
  return modulo(x, curve.order) === r;
}

function readSignature(signature: Uint8Array): { r: bigint; s: bigint } | undefined {
  try {
    const pair = readElement(signature);
    const [r, s, ...rest] = readChildren(pair);
    if (pair.tag !== 0x30 || !isPositive(r) || !isPositive(s) || rest.length > 0) return undefined;
    return { r: toInteger(r.content), s: toInteger(s.content) };
  } catch {
    return undefined;
  }
}

/** An INTEGER that is not negative and in its shortest form (X.690 section 8.3). */
function isPositive(read: DerElement | undefined): read is DerElement {
  if (read?.tag !== 0x02) return false;
  const [first = 0x80, second = 0x80] = read.content;
  return first < 0x80 && (first !== 0 || second >= 0x80);
}

function publicPoint(key: KeyObject): Affine {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return { x: toInteger(Buffer.from(x, 'base64url')), y: toInteger(Buffer.from(y, 'base64url')) };
}

/** The leftmost bits of the digest, as many as the order has; both lengths are whole bytes here. */
function leftmost(digest: Uint8Array, curve: CurveParameters): bigint {
  return toInteger(digest.subarray(0, curve.order.toString(16).length / 2));
}

const toInteger = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);

function modulo(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

function invert(value: bigint, modulus: bigint): bigint {
  let [r, next] = [modulus, modulo(value, modulus)];
  let [t, nextT] = [0n, 1n];
  while (next !== 0n) {
    const quotient = r / next;
    [r, next] = [next, r - quotient * next];
    [t, nextT] = [nextT, t - quotient * nextT];
  }
  return modulo(t, modulus);
}

function multiply(scalar: bigint, point: Affine, curve: CurveParameters): Jacobian {
  const addend: Jacobian = { ...point, z: 1n };
  let result = INFINITY;
  for (const bit of scalar.toString(2)) {
    result = double(result, curve);
    if (bit === '1') result = add(result, addend, curve);
  }
  return result;
}

/** Doubling for a = -3, from the curve equation's tangent in Jacobian coordinates. */
function double(point: Jacobian, { field }: CurveParameters): Jacobian {
  if (point.z === 0n) return point;
  const zz = modulo(point.z * point.z, field);
  const yy = modulo(point.y * point.y, field);
  const slope = modulo(3n * (point.x - zz) * (point.x + zz), field);
  const cross = modulo(4n * point.x * yy, field);
  const x = modulo(slope * slope - 2n * cross, field);
  const y = modulo(slope * (cross - x) - 8n * yy * yy, field);
  return { x, y, z: modulo(2n * point.y * point.z, field) };
}

function add(left: Jacobian, right: Jacobian, curve: CurveParameters): Jacobian {
  if (left.z === 0n) return right;
  if (right.z === 0n) return left;
  const { field } = curve;
  const leftZz = modulo(left.z * left.z, field);
  const rightZz = modulo(right.z * right.z, field);
  const u = modulo(left.x * rightZz, field);
  const s = modulo(left.y * rightZz * right.z, field);
  const h = modulo(right.x * leftZz - u, field);
  const slope = modulo(right.y * leftZz * left.z - s, field);
  if (h === 0n) return slope === 0n ? double(left, curve) : INFINITY;
  const hh = modulo(h * h, field);
  const x = modulo(slope * slope - h * hh - 2n * u * hh, field);
  const y = modulo(slope * (u * hh - x) - s * h * hh, field);
  return { x, y, z: modulo(h * left.z * right.z, field) };
}
