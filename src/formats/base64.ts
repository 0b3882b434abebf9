/** Base64 (RFC 4648 §4) as logs write it: the standard alphabet, nothing between, and something in it. */

/** Strict; `undefined` for anything else, an empty text included. */
export function base64(text: string | undefined): Buffer | undefined {
  return text !== undefined && /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}
