/**
 * What GitHub shows of a step, a check run and a SARIF file, each with its source: for steps the runner
 * (https://github.com/actions/runner), for check runs its REST API (https://docs.github.com/en/rest/checks/runs), for
 * SARIF https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning.
 */

/** Errors, warnings and notices of one step, each (`ExecutionContext.cs`, `_maxCountPerIssueType`); later ones vanish. */
export const annotationsPerKind = 10;

/** Characters of an annotation's message (`ExecutionContext.cs`, `_maxIssueMessageLength`); the rest is cut. */
export const annotationCharacters = 4096;

/** Bytes of a step's summary (`FileCommandManager.cs`, step summary); a larger one is dropped whole. */
export const summaryBytes = 1024 * 1024;

/** Ours: rows of the table in a summary that a person still reads. */
export const summaryRows = 50;

/** Ours: annotations of one check run that a person still reads; four requests. */
export const checkAnnotations = 200;

/** Bytes of an annotation's message (`annotations[].message`, 64 KB). */
export const checkAnnotationMessageBytes = 64 * 1000;

/** Characters of `output.summary`, and of `output.text`; held in bytes, which are never fewer. */
export const checkTextBytes = 65_535;

/** Ours: bytes of a check run's name, which a branch rule may have to name. */
export const checkNameBytes = 255;

/** Results of one run that code scanning shows; of more, up to 25,000, it keeps the worst. */
export const sarifResults = 5_000;

/** Bytes of a SARIF file once it is compressed; held before that, which is always more. */
export const sarifBytes = 10_000_000;

/** Tags of a rule. */
export const sarifTags = 20;

/** Ours: bytes of a result's message; a person reads the page of its rule for more. */
export const sarifMessageBytes = 1_500;
