/**
 * The log and the annotations of one step of a job: output lines in, masks applied, commands acted on.
 *
 * Steps inside a composite action write to the log of the outer step, and share its annotation limits, as in
 * actions/runner (ExecutionContext.cs).
 */
import { annotationCharacters, annotationsPerKind } from './limits.ts';
import type { Masks } from './masks.ts';
import type { Annotation } from './result.ts';
import { parseCommand, resumes, type WorkflowCommand } from './workflow-commands.ts';

/** Where the output of a step goes. */
export interface StepLog {
  /** A line of a process: may be a workflow command. */
  output(line: string): void;
  /** A line of the runner itself. */
  print(line: string): void;
  /** An annotation of the runner itself. */
  annotate(kind: Annotation['kind'], message: string): void;
  readonly lines: readonly string[];
  readonly annotations: readonly Annotation[];
}

/** An empty log; `listen` takes each line as it is kept. */
export function createStepLog(masks: Masks, listen: (line: string) => void): StepLog {
  const keeper = createKeeper(masks, listen);
  let stoppedBy: string | undefined;
  const act = (command: WorkflowCommand): void => {
    if (command.name === 'stop-commands') stoppedBy = command.message;
    else obey(command, keeper, masks);
  };
  const output = (line: string): void => {
    const command = stoppedBy === undefined ? parseCommand(line) : undefined;
    if (command !== undefined) act(command);
    else if (stoppedBy !== undefined && resumes(line, stoppedBy)) stoppedBy = undefined;
    else keeper.print(line);
  };
  const { print, keep, lines, annotations } = keeper;
  return { output, print, annotate: (kind, message) => keep({ kind, message }), lines, annotations };
}

type Keeper = ReturnType<typeof createKeeper>;

function createKeeper(masks: Masks, listen: (line: string) => void) {
  const lines: string[] = [];
  const annotations: Annotation[] = [];
  const print = (text: string): void => {
    for (const line of masks.apply(text).split('\n')) {
      lines.push(line);
      listen(line);
    }
  };
  const keep = (annotation: Annotation): void => {
    const message = masks.apply(annotation.message).slice(0, annotationCharacters);
    const title = annotation.title === undefined ? {} : { title: masks.apply(annotation.title) };
    print(`##[${annotation.kind}]${message}`);
    const ofKind = annotations.filter((one) => one.kind === annotation.kind).length;
    if (ofKind < annotationsPerKind) annotations.push({ ...annotation, ...title, message });
  };
  return { print, keep, lines, annotations };
}

function obey(command: WorkflowCommand, { print, keep }: Keeper, masks: Masks): void {
  switch (command.name) {
    case 'error':
    case 'warning':
    case 'notice':
      keep(annotationOf(command.name, command));
      break;
    case 'group':
    case 'endgroup':
      print(`##[${command.name}]${command.message}`);
      break;
    case 'add-mask':
      masks.add(command.message);
      break;
    case 'stop-commands':
    case 'debug':
      break;
  }
}

function annotationOf(kind: Annotation['kind'], { properties, message }: WorkflowCommand): Annotation {
  const number = <K extends string>(key: K, name: string): { readonly [P in K]?: number } => {
    const value = Number.parseInt(properties[name] ?? '', 10);
    return (Number.isNaN(value) ? {} : { [key]: value }) as { readonly [P in K]?: number };
  };
  return {
    kind,
    message,
    ...(properties['title'] ? { title: properties['title'] } : {}),
    ...(properties['file'] ? { file: properties['file'] } : {}),
    ...number('line', 'line'),
    ...number('endLine', 'endLine'),
    ...number('column', 'col'),
    ...number('endColumn', 'endColumn'),
  };
}
