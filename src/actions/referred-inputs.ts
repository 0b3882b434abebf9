/** What a verb takes to find the SBOMs that evidence refers to because they are too large for a bundle. */
import { lines, type ValuesOf } from '../kit/inputs.ts';

export const referredInputs = {
  sboms: lines({
    description:
      'Files of SBOMs too large for a bundle, which evidence refers to: paths and globs, one per line; `!` excludes. Told apart by their digests alone, and read only where it depends on one.',
  }),
  sbomHosts: lines({
    description:
      'Hosts from which such SBOMs may be fetched where no file of `sboms` is the right one, one per line, exact, such as `sboms.example.com` or `sboms.example.com:8443`. None unless given: no address in evidence is asked by itself.',
  }),
};

export type ReferredValues = ValuesOf<typeof referredInputs>;
