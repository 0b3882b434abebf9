/** Runs the sample verb in a process of its own, as a step would or as a person would. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: string;
  readonly summary: string;
}

export interface Options {
  readonly words?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  /** Closes our end of standard output at once. */
  readonly closeOutput?: boolean;
  /** Sends a signal when standard output or error says this. */
  readonly signalAt?: readonly [NodeJS.Signals, string];
}

const program = join(import.meta.dirname, 'sample-main.ts');

/** As a composite action's step does: the verb alone, inputs as variables. */
export function runStep(inputs: Readonly<Record<string, string>>, options: Options = {}): Promise<Ended> {
  return run({
    ...options,
    words: options.words ?? ['sample'],
    variables: { GITHUB_ACTIONS: 'true', ...inputs, ...options.variables },
  });
}

export async function run({ words = [], variables = {}, signalAt, closeOutput }: Options): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'custody-run-'));
  const [outputs, summary] = [join(folder, 'output'), join(folder, 'summary')];
  for (const file of [outputs, summary]) writeFileSync(file, '');
  const env = {
    PATH: process.env['PATH'],
    GITHUB_OUTPUT: outputs,
    GITHUB_STEP_SUMMARY: summary,
    ...variables,
  };
  const child = spawn(process.execPath, [program, ...words], { cwd: folder, env });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      if (signalAt && text.includes(signalAt[1])) child.kill(signalAt[0]);
    });
  }
  if (closeOutput) child.stdout.destroy();
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const read = (file: string) => readFileSync(file, 'utf8');
  const ended = { code, ...said, outputs: read(outputs), summary: read(summary) };
  rmSync(folder, { recursive: true });
  return ended;
}

/** The value that the runner would read from the last entry of an output. */
export function outputOf({ outputs }: Ended, name: string): string | undefined {
  const entries = [...outputs.matchAll(/^([\w-]+)<<(ghadelimiter_[\w-]+)\n([\s\S]*?)\n\2$/gm)];
  return entries.findLast((entry) => entry[1] === name)?.[3];
}
