/**
 * A child process whose output comes line by line, interrupted the way GitHub interrupts: SIGINT to the
 * process itself, SIGTERM 7.5 s later, SIGKILL 2.5 s after that.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { interruptGrace, outputGrace } from './limits.ts';

/** What to run. */
export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly line: (line: string) => void;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Takes the process group's id, so that what a step leaves behind can be ended with the job. */
  readonly group: (id: number) => void;
}

/** How it ended; a signal counts as 128 and its number is not kept. */
export interface ProcessResult {
  readonly exitCode: number;
  readonly interrupted: 'timeout' | 'cancelled' | undefined;
}

/** Runs a process to its end; rejects when it cannot be started. */
export async function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  const child = spawn(request.command, request.args, {
    cwd: request.cwd,
    env: request.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  if (child.pid !== undefined) request.group(child.pid);
  for (const stream of [child.stdout, child.stderr]) {
    const splitter = lineSplitter(request.line);
    stream?.on('data', splitter.write).on('end', splitter.end);
  }
  const interruption = watch(child, request);
  try {
    const exitCode = await ended(child);
    return { exitCode, interrupted: interruption.reason() };
  } finally {
    interruption.stop();
  }
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let code = 128;
    let timer: NodeJS.Timeout | undefined;
    const finish = (): void => {
      clearTimeout(timer);
      resolve(code);
    };
    child.once('error', reject);
    child.once('exit', (exitCode) => {
      code = exitCode ?? 128;
      timer = setTimeout(finish, outputGrace);
    });
    child.once('close', finish);
  });
}

function watch(child: ChildProcess, { signal, timeoutMs }: ProcessRequest) {
  let reason: ProcessResult['interrupted'];
  const timers: NodeJS.Timeout[] = [];
  const interrupt = (why: 'timeout' | 'cancelled'): void => {
    if (reason !== undefined) return;
    reason = why;
    child.kill('SIGINT');
    timers.push(setTimeout(() => child.kill('SIGTERM'), interruptGrace.terminate));
    timers.push(setTimeout(() => child.kill('SIGKILL'), interruptGrace.terminate + interruptGrace.kill));
  };
  const cancel = (): void => interrupt('cancelled');
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel);
  if (timeoutMs !== undefined) timers.push(setTimeout(() => interrupt('timeout'), timeoutMs));
  const stop = (): void => {
    for (const timer of timers) clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  };
  return { reason: () => reason, stop };
}

/** Splits at `\n`, `\r\n` and `\r`, and at nothing else, as the runner reads its children. */
export function lineSplitter(emit: (line: string) => void) {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const write = (chunk: Buffer): void => {
    const parts = (rest + decoder.write(chunk)).split(/\r\n|\n|\r(?=[^\n])/);
    rest = parts.pop() ?? '';
    for (const part of parts) emit(part);
  };
  const end = (): void => {
    const last = (rest + decoder.end()).replace(/\r$/, '');
    if (rest !== '') emit(last);
    rest = '';
  };
  return { write, end };
}

/** Ends what is left of a process group; a group that is gone is no matter. */
export function killGroup(id: number): void {
  try {
    process.kill(-id, 'SIGKILL');
  } catch {
    // ESRCH: nothing was left behind. EPERM and Windows have nothing to end either.
  }
}
