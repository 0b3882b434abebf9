/** What GitHub shows of a step, each with its source in the runner (https://github.com/actions/runner). */

/** Errors, warnings and notices of one step, each (`ExecutionContext.cs`, `_maxCountPerIssueType`); later ones vanish. */
export const annotationsPerKind = 10;

/** Characters of an annotation's message (`ExecutionContext.cs`, `_maxIssueMessageLength`); the rest is cut. */
export const annotationCharacters = 4096;

/** Bytes of a step's summary (`FileCommandManager.cs`, step summary); a larger one is dropped whole. */
export const summaryBytes = 1024 * 1024;

/** Ours: rows of the table in a summary that a person still reads. */
export const summaryRows = 50;
