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
  /** Certificates that one bundle brings. */
  certificates: 32,
  /** One certificate or timestamp in DER. */
  derBytes: 64 * 1024,
  /** Elements of one, failed attempts at reading included; never more than it has bytes. */
  derElements: 4_096,
  /** Where the parser gives up too. Text that is tried as DER goes that deep: its small letters are tags that nest. */
  derDepth: 100,
  /** The longest in use have some 20. */
  objectIdentifierBytes: 64,
  /** A number is read in time that grows with the square of its length. */
  integerBytes: 1_024,
  jsonDepth: 128,
  /** A policy file: the longest of them is some pages. */
  policyBytes: 256 * 1024,
  /** Faults of one policy that are told at once. */
  policyFaults: 100,
  /** A policy and all that it extends. */
  policies: 16,
  /** A file whose own bytes were signed, which is read whole. */
  signedFileBytes: 512 * MiB,
  /** A trusted root or signing configuration. */
  trustedRootBytes: 4 * MiB,
  /** Any answer of a service that is not a bundle. */
  answerBytes: 4 * MiB,
  /** A page of the Attestations API: up to 100 bundles, most of them some 10 KB. */
  attestationPageBytes: 64 * MiB,
  /** Pages of one answer of that API: most hold many attestations, and none need hold any. */
  attestationPages: 100,
  /** Jobs of one attempt of a run. */
  runJobs: 2_000,
  /** The payload of an event: GitHub caps those of webhooks there. */
  eventBytes: 25 * MiB,
  subjectNameBytes: 4_096,
  /** Items of one list in a predicate that a rule reads: vulnerabilities, packages, VEX statements. */
  predicateItems: 100_000,
  /** Comparisons of vulnerabilities with VEX statements, for one artifact. */
  vexComparisons: 10_000_000,
  /** Characters of a package URL: it is taken apart at signs of which one may hold any number. */
  packageUrlLength: 8_192,
  /** Characters of a CVSS vector. One with every optional metric has some 150. */
  cvssVectorLength: 512,
  /** Unreadable pieces of evidence that a finding names one by one: they may come up for every artifact. */
  unreadableNamed: 100,
  /** Files of one `verify`. */
  filesToVerify: 10_000,
  /** Files of one `seal`, in as many statements as they need. */
  filesToSeal: 10_000,
  /** One expression of a policy's rule. */
  ruleCharacters: 2_000,
  /** Operands, calls and names of one expression. */
  ruleTerms: 500,
  /** Brackets within brackets, and terms within terms. */
  ruleDepth: 64,
  /** Macros such as `all` within the body of another. */
  ruleLoopDepth: 2,
  rulePatternCharacters: 256,
  /** What a pattern compiles to: repetition counts multiply. */
  rulePatternInstructions: 1_000,
  /** Of all evaluations of one rule for one artifact; each takes less than 1 µs. */
  ruleSteps: 250_000,
  /** Files that one job names in `$GITHUB_ARTIFACTS`: the runner's own limit. */
  announcedArtifacts: 500,
} as const;
