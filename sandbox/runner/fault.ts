/**
 * The one error of the workflow runner: what it cannot run, and where it says so.
 *
 * It is thrown for a workflow that this runner does not understand, never for a step that fails: a failed
 * step is a result. The position always leads the message, so that an editor can jump to it.
 */

/** A workflow or action file that cannot be run; `message` is `file:line: what is wrong`. */
export class WorkflowFault extends Error {
  override readonly name = 'WorkflowFault';
  readonly file: string;
  /** One-based line in `file`. */
  readonly line: number;

  constructor(position: Position, message: string, cause?: unknown) {
    super(`${position.file}:${position.line}: ${message}`, cause === undefined ? {} : { cause });
    this.file = position.file;
    this.line = position.line;
  }
}

/** A place in a workflow or action file; `line` is one-based. */
export interface Position {
  readonly file: string;
  readonly line: number;
}

/** A fault that lists what would have been accepted. */
export function unknownName(
  position: Position,
  what: string,
  name: string,
  known: Iterable<string>,
): WorkflowFault {
  return new WorkflowFault(position, `unknown ${what} "${name}"; known here: ${[...known].join(', ')}`);
}
