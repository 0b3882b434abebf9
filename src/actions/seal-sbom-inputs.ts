/** What `seal` takes to make SBOMs, or to check one. */
import { lines, text } from '../kit/inputs.ts';
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import { isLoopback } from '../model/loopback.ts';

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
  sbomLocation: text({
    description:
      'Address of the folder from which SBOMs too large for a bundle can be downloaded, each under its own name, such as `https://sboms.example.com/shop/1.0.0/`; it is signed, so that everyone can read it. Without it, verifiers need the files.',
  }),
};

/**
 * What is signed stays: no credential, and nothing that a name cannot be put behind.
 * @throws Fault `CUSTODY-102`, without the address
 */
export function checkLocation({ sbomLocation }: { readonly sbomLocation: string | undefined }): void {
  if (sbomLocation === undefined) return;
  const url = URL.parse(sbomLocation);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url));
  if (url && isSafe && url.href === url.origin + url.pathname) return;
  throw new Fault('CUSTODY-102', '`sbom-location` is not the address of a folder', {
    hint: 'Write an https:// address without user name, password, `?` and `#`.',
  });
}

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
