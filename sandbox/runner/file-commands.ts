/**
 * The files a step writes to speak to the runner: GITHUB_OUTPUT, GITHUB_ENV, GITHUB_STATE, GITHUB_PATH,
 * GITHUB_STEP_SUMMARY, GITHUB_ARTIFACTS. Their grammar follows actions/runner (FileCommandManager.cs).
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file command file that the runner cannot read; fails the step. */
export class FileCommandError extends Error {
  override readonly name = 'FileCommandError';
}

const names = ['OUTPUT', 'ENV', 'STATE', 'PATH', 'STEP_SUMMARY', 'ARTIFACTS'] as const;

/** The path of each file, by the part of the variable's name after GITHUB_. */
export type CommandFiles = Readonly<Record<(typeof names)[number], string>>;

/** Makes the empty files of one step in `temp`. */
export async function createCommandFiles(temp: string): Promise<CommandFiles> {
  const folder = join(temp, '_runner_file_commands');
  await mkdir(folder, { recursive: true });
  const id = randomUUID();
  const files = names.map((name) => [name, join(folder, `${name.toLowerCase()}_${id}`)] as const);
  await Promise.all(files.map(([, path]) => writeFile(path, '')));
  return Object.fromEntries(files) as unknown as CommandFiles;
}

/** What a step wrote. */
export interface FileCommands {
  readonly outputs: ReadonlyMap<string, string>;
  readonly env: ReadonlyMap<string, string>;
  /** In the order written; the last comes first on PATH. */
  readonly path: readonly string[];
  readonly summary: Buffer;
  /** What the step made, one reference each, not yet looked at. */
  readonly artifacts: readonly string[];
}

/** Reads back what a step wrote; throws FileCommandError for a line of no known form. */
export async function readCommandFiles(files: CommandFiles): Promise<FileCommands> {
  const [outputs, env, path, summary, artifacts] = await Promise.all([
    readFile(files.OUTPUT, 'utf8'),
    readFile(files.ENV, 'utf8'),
    readFile(files.PATH, 'utf8'),
    readFile(files.STEP_SUMMARY),
    readFile(files.ARTIFACTS, 'utf8'),
  ]);
  return {
    outputs: parsePairs(outputs),
    env: refuseReserved(parsePairs(env)),
    path: linesOf(path),
    summary,
    artifacts: linesOf(artifacts),
  };
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

function refuseReserved(env: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  for (const name of env.keys()) {
    if (name.toUpperCase() === 'NODE_OPTIONS')
      throw new FileCommandError('NODE_OPTIONS cannot be set by GITHUB_ENV');
  }
  return env;
}

/**
 * Parses `name=value` lines and `name<<delimiter` blocks.
 *
 * The end of a line is `\n` alone, so that a value keeps its `\r`. A block ends at the line that equals the
 * delimiter; the newline before it is not part of the value.
 */
export function parsePairs(text: string): ReadonlyMap<string, string> {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const pairs = new Map<string, string>();
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const { name, value, delimiter } = parseHead(line);
    if (delimiter === undefined) {
      pairs.set(name, value);
      continue;
    }
    const end = lines.indexOf(delimiter, index + 1);
    if (end < 0) throw new FileCommandError(`no line closes "${name}" with its delimiter`);
    pairs.set(name, lines.slice(index + 1, end).join('\n'));
    index = end;
  }
  return pairs;
}

function parseHead(line: string): { name: string; value: string; delimiter?: string } {
  const equals = line.indexOf('=');
  const heredoc = line.indexOf('<<');
  if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
    if (equals === 0) throw new FileCommandError('a line has no name before "="');
    return { name: line.slice(0, equals), value: line.slice(equals + 1) };
  }
  if (heredoc < 0) throw new FileCommandError('a line is neither name=value nor name<<delimiter');
  const delimiter = line.slice(heredoc + 2);
  if (heredoc === 0 || delimiter === '') throw new FileCommandError('a block has no name or no delimiter');
  return { name: line.slice(0, heredoc), value: '', delimiter };
}
