/**
 * How readers of SARIF find links and placeholders in a message (SARIF 2.1.0 §3.11.5, §3.11.6): one that follows the
 * specification and forgives white space, one that looks for a backslash in front alone, and one that has never heard of backslashes.
 */

/** True when any of them would see something other than text. */
export function isMoreThanText(message: string): boolean {
  return hasLink(message) || /\[[^\]]*\]\([^)]*\)/.test(message) || hasPlaceholder(message);
}

/** `[text](target)`, where a backslash takes the meaning of what follows it. */
function hasLink(message: string): boolean {
  if (/(?<!\\)\[[^\]]*(?<!\\)\]\s*\(/.test(message)) return true;
  const meant = message.replace(/\\[\\[\]]/g, '');
  return /\[[^\]]*\]\s*\(/.test(meant);
}

/** A brace that is not one of a pair. */
function hasPlaceholder(message: string): boolean {
  return /[{}]/.test(message.replaceAll('{{', '').replaceAll('}}', ''));
}
