/** Other programs: running one to its end, keeping one running, and waiting until it listens. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** How a program ended; the texts are what it wrote, whole. */
export interface Ended {
  /** `null` when it was killed. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment; nothing is inherited but PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds until it is killed. Default: 60,000. */
  readonly timeout?: number;
}

/** Runs a program to its end. Rejects when it cannot be started. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ended> {
  const { cwd, env = {}, timeout = 60_000 } = options;
  const child = spawn(program, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), timeout);
  const texts = Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    const [stdout, stderr] = await texts;
    return { status, stdout, stderr };
  } finally {
    clearTimeout(timer);
  }
}

/** Runs a program that must end well, and gives what it wrote to standard output. */
export async function must(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { status, stdout, stderr } = await run(program, args, options);
  if (status === 0) return stdout;
  throw new Error(`${program} ${args[0] ?? ''} ended with ${status}:\n${stderr.trim() || stdout.trim()}`);
}

/** A program that keeps running. */
export interface Service {
  /** The end of what it wrote, and whether it still runs. */
  state(): string;
  stop(): Promise<void>;
}

export function start(program: string, args: readonly string[], options: RunOptions = {}): Service {
  const { cwd, env = {} } = options;
  const child = spawn(program, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const keep = (part: Buffer) => {
    said = `${said}${part}`.slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => keep(Buffer.from(String(error))));
  return {
    state: () => `${isRunning(child) ? 'running' : `ended with ${child.exitCode}`}\n${said}`,
    stop: () => stop(child),
  };
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

async function stop(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await ended;
  clearTimeout(timer);
}

/** A port of 127.0.0.1 that nobody listens at now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Waits until the address answers anything below status 500. Rejects after 30 seconds with the service's state. */
export async function answers(url: string, service: Service): Promise<void> {
  const end = performance.now() + 30_000;
  while (performance.now() < end) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer !== undefined && answer.status < 500) return;
    if (!service.state().startsWith('running')) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} does not answer: the service is ${service.state()}`);
}

function environment(env: Readonly<Record<string, string>>): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', ...env };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}
