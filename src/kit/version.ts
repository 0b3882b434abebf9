/** Written by `npm run generate` from package.json. */
export const VERSION = '0.0.0';
