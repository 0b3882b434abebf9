/** What `seal` takes to make SBOMs, or to check one. */
import { lines, text } from '../kit/inputs.ts';
import { limits } from '../model/limits.ts';

export const sbomInputs = {
  sbom: text({
    description:
      '`auto` makes an SBOM of each file that shows what it is or what is in it, a package, a binary or a bundle, among at most 10 files; `cyclonedx`, `spdx` or `both` makes one of every file; `none` makes none. Anything else is the path of an SBOM made elsewhere, which is checked against the one file that is sealed.',
    default: 'auto',
  }),
  lockfiles: lines({
    description:
      'Lockfiles of the build, for the SBOMs, one per line, relative to the base. Those of the nearest folder that has any unless given, from the base up to the workspace.',
  }),
  sbomFolder: text({ description: 'Folder for the SBOMs that are made.', default: 'custody-sboms' }),
};

/**
 * Whether any SBOM is to be made or checked.
 * @param tell told where `auto` makes none because there are too many files
 */
export function wantsSbom(
  { sbom }: { readonly sbom: string },
  files: number,
  tell: (notice: string) => void,
): boolean {
  if (sbom !== 'auto' || files <= limits.automaticSboms) return sbom !== 'none';
  tell(
    `No SBOM was made: \`sbom: auto\` looks into at most ${limits.automaticSboms} files. Write \`sbom: cyclonedx\` to have one of each, or \`sbom: none\`.`,
  );
  return false;
}
