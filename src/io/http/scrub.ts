/**
 * Text of a service that may be shown: made short, without control characters, and only when no part of a credential
 * stands in it (trust rule T27). A service that is asked with a token may send it back.
 */

/** Shorter parts are of no use to a finder and would be met by chance. */
const WINDOW = 12;
const SHOWN_CHARACTERS = 200;

const tokenShapes = [
  /eyJ[\w-]{6,}/, // a JSON Web Token, or its first part
  /\b(?:gh[a-z]_|github_pat_)\w{4,}/i,
  /\b(?:bearer|basic)\s+[\w.~+/=-]{16,}/i,
  /[?&](?:sig|signature|token|x-amz-[a-z-]+)=/i,
];

/**
 * @param secrets everything confidential that the service was told
 * @returns at most 200 characters on one line; `undefined` when the text is empty or cannot be shown
 */
export function scrub(text: string, secrets: readonly string[]): string | undefined {
  const line = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  if (line === '' || tokenShapes.some((shape) => shape.test(line)) || holdsPartOf(line, secrets))
    return undefined;
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}

/** Whether any 12 characters of a secret, plain, base64, base64url, hexadecimal or URL-encoded, stand in the text. */
function holdsPartOf(line: string, secrets: readonly string[]): boolean {
  const forms = secrets.filter((secret) => secret !== '').flatMap(encodings);
  const text = line.toLowerCase();
  const shown = new Set(windowsOf(text));
  // A secret shorter than the window is looked for whole.
  return forms.some((form) =>
    form.length < WINDOW ? text.includes(form) : windowsOf(form).some((window) => shown.has(window)),
  );
}

function windowsOf(text: string): IteratorObject<string> {
  const count = Math.max(0, text.length - WINDOW + 1);
  return Array(count)
    .keys()
    .map((start) => text.slice(start, start + WINDOW));
}

function encodings(secret: string): string[] {
  // Base64 of a text inside another one depends on where it starts, modulo three.
  const shifted = ['', ' ', '  '].map((prefix) => Buffer.from(prefix + secret));
  return [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    Buffer.from(secret).toString('hex'),
    ...shifted.map((bytes) => bytes.toString('base64').slice(bytes[0] === 0x20 ? 4 : 0)),
    ...shifted.map((bytes) => bytes.toString('base64url').slice(bytes[0] === 0x20 ? 4 : 0)),
  ].map((form) => form.toLowerCase());
}
