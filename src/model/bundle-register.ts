/** The file that lists the bundles of a folder, beside them. */
export const BUNDLE_REGISTER = 'index.json';
