/** Reading JSON that a client sent to a service of the sandbox. */

/** The object that the body is; throws RangeError when the body is no JSON object. */
export function parseJson(body: Uint8Array | string): Record<string, unknown> {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RangeError('body is not JSON');
  }
  return objectOf(value, 'body');
}

/** `value` as an object; throws RangeError naming `name` otherwise. */
export function objectOf(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RangeError(`${name} must be an object`);
  }
  return value as Record<string, unknown>;
}

/** `value` as a string; throws RangeError naming `name` otherwise. */
export function stringOf(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new RangeError(`${name} must be a string`);
  return value;
}

/** `value` as bytes in canonical base64; throws RangeError naming `name` otherwise. */
export function base64Of(value: unknown, name: string): Uint8Array {
  const text = stringOf(value, name);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new RangeError(`${name} must be base64`);
  return new Uint8Array(bytes);
}
