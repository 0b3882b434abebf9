/** The limits of everything that comes from outside (trust rule T24), each declared once. Sizes in bytes. */
const MiB = 1024 * 1024;

export const limits = {
  /** One Sigstore bundle. */
  bundleBytes: 16 * MiB,
  /** One file of bundles (JSON Lines). */
  bundleFileBytes: 64 * MiB,
  /** Files and bundles that one `bundles` input may bring. */
  bundleFiles: 10_000,
  /** Subjects of one statement. */
  subjects: 1_024,
  digestsPerSubject: 32,
  attestationsPerSubject: 500,
  logEntries: 32,
  timestamps: 32,
  jsonDepth: 128,
  /** A file whose own bytes were signed, which is read whole. */
  signedFileBytes: 512 * MiB,
  /** A trusted root or signing configuration. */
  trustedRootBytes: 4 * MiB,
  /** Any answer of a service that is not a bundle. */
  answerBytes: 4 * MiB,
  /** A page of the Attestations API: up to 100 bundles, most of them some 10 KB. */
  attestationPageBytes: 64 * MiB,
  subjectNameBytes: 4_096,
  /** Files of one `verify`. */
  filesToVerify: 10_000,
  /** Files of one `seal`, in as many statements as they need. */
  filesToSeal: 10_000,
  /** Files that one job names in `$GITHUB_ARTIFACTS`: the runner's own limit. */
  announcedArtifacts: 500,
} as const;
