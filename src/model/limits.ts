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
  /** Characters of a licence expression. What is longer is words: packages declare whole texts of licences. */
  licenceExpressionLength: 4_096,
  /** Brackets within brackets. */
  licenceExpressionDepth: 32,
  /** Characters of a version that is put in order. Of some 12,000 on PyPI the longest has 39. */
  versionLength: 1_024,
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
  /** A lockfile or a manifest: one of 20,000 packages has some 10 MiB. */
  inventoryBytes: 64 * MiB,
  /** One in YAML, whose reader takes 100 times its size in memory: 40,000 packages have some 12 MiB. */
  yamlInventoryBytes: 16 * MiB,
  /** A workflow or an action: people write them. */
  workflowBytes: MiB,
  /** Packages that one file names. */
  inventoryPackages: 100_000,
  /** Of a line that is taken apart by patterns, in formats that people write by hand. */
  lineCharacters: 1_000_000,
  /** Dependencies between them. */
  inventoryEdges: 2_000_000,
  /** Steps from package to package through those that an SBOM does not list, and edges that come of them. */
  graphSteps: 10_000_000,
  /** SBOMs of one step, each of which reads its artifact whole. */
  sboms: 100,
  /** An SBOM in a file. */
  sbomBytes: 256 * MiB,
  /** SBOMs in all that one step finds for statements that refer to them, which are read whole. */
  referredSbomBytes: 512 * MiB,
  /** Characters of the address at which one is said to lie. Signed ones of stores have some 1,000. */
  locationLength: 8_192,
  /** Artifacts for which `sbom: auto` makes SBOMs. */
  automaticSboms: 10,
  /** An SBOM within a statement: in base64, with its signature, it stays below `bundleBytes`. */
  embeddedSbomBytes: 11 * MiB,
  /** Folders `node_modules` within another, each of which may hold what a package means. */
  nodeModulesDepth: 64,
  /** A file that is looked into, which is read whole. */
  artifactBytes: 512 * MiB,
  /** Files in one archive, and in those inside of it. */
  archiveEntries: 200_000,
  /** Bytes that one archive unpacks to, with those inside of it. */
  unpackedBytes: 1024 * MiB,
  /** Archives within archives. */
  archiveDepth: 4,
  /** The path of one entry, and the target of a link. */
  archiveNameBytes: 4_096,
  /** An extended header of a tar archive; attributes of a file stand in there, of 64 KiB at most each. */
  tarHeaderBytes: MiB,
  /** Members of one gzip file. Those of bgzip unpack to 64 KiB each, so that they come to `unpackedBytes` by a quarter. */
  gzipMembers: 65_536,
  /** Sections, segments and load commands of one executable; one with more is not looked into. */
  executableParts: 100_000,
  /** Of a universal executable: a Java class begins with the same bytes, and a version from 45 on. */
  executableArchitectures: 32,
  /** Files that name each other, such as requirements that include others. */
  includedFiles: 100,
  /** A source map or a metafile: one of a bundle of 5 MiB has some 9 MiB. */
  sourceMapBytes: 128 * MiB,
  /** Places that a source map maps: one of a bundle of 5 MiB has some 500,000. */
  sourceMapSegments: 8_000_000,
  /** Strings, properties, keys and numbers of a bundle and of all installed files together: some 25,000 per MB. */
  bundleMarks: 32_000_000,
  /** Of places in a bundle with those of known files: one of 6 MB takes some 10 million. */
  bundleComparisons: 1_000_000_000,
  /** Files that one job names in `$GITHUB_ARTIFACTS`: the runner's own limit. */
  announcedArtifacts: 500,
} as const;
