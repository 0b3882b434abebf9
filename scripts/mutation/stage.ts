/** Holds the process in which mutants live, and begins a new one when it hangs or dies. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Answer, Request } from './worker.ts';

const LOAD_MS = 120_000;

export interface Stage {
  /**
   * @param milliseconds for each test
   * @returns undefined when there was none in time, or the process died
   */
  ask(request: Request, milliseconds: number): Promise<Answer | undefined>;
  close(): Promise<void>;
}

/**
 * @returns what was wrong while loading, as a text, or the stage
 */
export async function open(order: string, scratch: string): Promise<Stage | string> {
  const child = fork(join(import.meta.dirname, 'worker.ts'), [order], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning', '--max-old-space-size=3000'],
    env: {
      ...process.env,
      TMPDIR: scratch,
      TEMP: scratch,
      FORCE_COLOR: '0',
      NODE_COMPILE_CACHE: join(scratch, 'compiled'),
    },
  });
  const loaded = await next(child, LOAD_MS);
  if (loaded?.kind !== 'loaded' || loaded.problem !== undefined) {
    await end(child);
    return loaded?.kind === 'loaded' ? (loaded.problem ?? '') : 'it does not load in time';
  }
  return {
    async ask(request, milliseconds) {
      const answer = next(child, milliseconds);
      child.send(request, () => {});
      return await answer;
    },
    async close() {
      if (child.connected) child.send({ kind: 'end' } satisfies Request, () => {});
      await next(child, 5_000);
      await end(child);
    },
  };
}

function next(child: ChildProcess, milliseconds: number): Promise<Answer | undefined> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const settle = (answer?: Answer) => {
      clearTimeout(timer);
      child.off('message', heard).off('exit', gone);
      resolve(answer);
    };
    const heard = (message: unknown) => {
      const answer = message as Answer;
      if (answer.kind === 'going on') timer.refresh();
      else settle(answer);
    };
    const gone = () => settle();
    const timer = setTimeout(gone, milliseconds);
    child.on('message', heard).on('exit', gone);
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
