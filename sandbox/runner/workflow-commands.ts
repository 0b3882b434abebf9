/**
 * Workflow commands in a step's output: `::name key=value,key=value::message`.
 *
 * Parsing and escapes follow actions/runner (ActionCommand.cs); the set is what the runner acts on today.
 */

const names = [
  'error',
  'warning',
  'notice',
  'debug',
  'group',
  'endgroup',
  'add-mask',
  'stop-commands',
] as const;

/** A recognised command. */
export interface WorkflowCommand {
  readonly name: (typeof names)[number];
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Reads one line of output; undefined when it is no command. */
export function parseCommand(line: string): WorkflowCommand | undefined {
  const text = line.trimStart();
  const end = text.startsWith('::') ? text.indexOf('::', 2) : -1;
  if (end < 0) return undefined;
  const header = text.slice(2, end);
  const space = header.indexOf(' ');
  const word = (space < 0 ? header : header.slice(0, space)).toLowerCase();
  const name = names.find((known) => known === word);
  if (name === undefined) return undefined;
  const properties = space < 0 ? {} : parseProperties(header.slice(space + 1));
  return { name, properties, message: unescapeData(text.slice(end + 2)) };
}

function parseProperties(text: string): Record<string, string> {
  const pairs = text
    .trim()
    .split(',')
    .map((pair) => pair.trim());
  const found: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals > 0) found[pair.slice(0, equals)] = unescapeProperty(pair.slice(equals + 1));
  }
  return found;
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}

/** Whether a line ends a `::stop-commands::word`. */
export function resumes(line: string, word: string): boolean {
  return line.trimStart().startsWith(`::${word}::`);
}
