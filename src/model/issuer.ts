/** The OIDC issuers of GitHub and the server whose workflows each of them speaks for (trust rule T4). */

export const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

const forms: readonly { readonly pattern: RegExp; readonly server: (match: RegExpExecArray) => string }[] = [
  // GitHub Enterprise Cloud may add the enterprise's slug as a path.
  {
    pattern: /^https:\/\/token\.actions\.githubusercontent\.com(?:\/[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)?$/,
    server: () => 'https://github.com',
  },
  {
    pattern: /^https:\/\/token\.actions\.([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.ghe\.com$/,
    server: ([, sub]) => `https://${sub}.ghe.com`,
  },
  // GitHub Enterprise Server.
  { pattern: /^https:\/\/([a-z0-9.-]+)\/_services\/token$/, server: ([, host]) => `https://${host}` },
];

/**
 * The server (`https://HOST`) of a GitHub issuer; `undefined` for an issuer of any other form, which is allowed only
 * where a user configured it.
 */
export function serverOfIssuer(issuer: string): string | undefined {
  for (const { pattern, server } of forms) {
    const match = pattern.exec(issuer);
    if (match) return server(match);
  }
  return undefined;
}

/** Whether an issuer is GitHub's own, github.com or a subdomain of ghe.com: what it says of its runners is GitHub's word. */
export function isGitHubCloud(issuer: string): boolean {
  return serverOfIssuer(issuer) !== undefined && !issuer.endsWith('/_services/token');
}
