/**
 * Whether this Node can run Custody. An installed command runs on whatever Node is there, so this is asked before
 * anything else is imported; hence no imports here, and no syntax that an old Node could not read.
 */

/** True for a release within `^24.15.0 || >=26`; anything else, a pre-release too, is not fit. */
export function isFitNode(version: string): boolean {
  const parts = /^v?(\d+)\.(\d+)\.\d+$/.exec(version);
  if (!parts) return false;
  const major = Number(parts[1]);
  return major >= 26 || (major === 24 && Number(parts[2]) >= 15);
}

/** True when this Node is fit; otherwise says what is needed and sets exit code 2. */
export function requireNode(): boolean {
  if (isFitNode(process.versions.node)) return true;
  const text = `CUSTODY-902 This Node is too old: it is ${process.versions.node}, and Custody needs ^24.15.0 or >=26. See https://nodejs.org/.`;
  if (process.env['GITHUB_ACTIONS'] === 'true') process.stdout.write(`::error title=CUSTODY-902::${text}\n`);
  else process.stderr.write(`${text}\n`);
  process.exitCode = 2;
  return false;
}
