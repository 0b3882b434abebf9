/** Limits of GitHub's runner, from actions/runner (ExecutionContext.cs, FileCommandManager.cs, Constants.cs). */

/** Annotations of one kind that a step keeps. */
export const annotationsPerKind = 10;
/** Characters of an annotation's message. */
export const annotationCharacters = 4096;
/** Bytes of a step's summary; one byte more and the whole of it is dropped. */
export const summaryBytes = 1024 * 1024;
/** Composite actions within composite actions. */
export const compositeDepth = 9;
/** Combinations of a matrix. */
export const matrixCombinations = 256;
/** Called workflows within called workflows. */
export const callDepth = 10;
/** After an interruption: from SIGINT to SIGTERM, and from there to SIGKILL, in milliseconds. */
export const interruptGrace = { terminate: 7500, kill: 2500 } as const;
/** How long output is still awaited after the shell has ended, in milliseconds. */
export const outputGrace = 5000;
/** How long a step may run that starts although its job is cancelled, in milliseconds. */
export const cancelledGrace = 300_000;
