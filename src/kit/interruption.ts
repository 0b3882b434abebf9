/**
 * What can end a run from outside its own control flow. A cancelled job sends SIGINT, 7.5 s later SIGTERM, 2.5 s later it
 * kills (https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs). After an exception or rejection
 * that nobody caught, nothing can be relied on.
 */
import { Fault } from '../model/fault.ts';

/** Milliseconds that a verb has after the first signal to leave things whole. */
const grace = 5000;

type Report = (thrown: unknown) => Promise<unknown>;

export interface Interruption {
  /** True once a signal or a crash came. */
  readonly broken: boolean;
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** `work`, unless the run is interrupted: then rejects with what interrupted it. */
  race<Value>(work: Promise<Value>): Promise<Value>;
  /** Tells `report` of a crash that came after the race, or of the first to come. The exit code is 2 already. */
  afterwards(report: Report): Promise<void>;
}

/** Installs the handlers; once for a process. */
export function watchForInterruption(): Interruption {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  const crashes = watchForCrashes(reject);
  const signals = watchForSignals(reject);
  return {
    get broken() {
      return signals.signal.aborted || crashes.happened();
    },
    signal: signals.signal,
    async race(work) {
      try {
        return await Promise.race([work, promise]);
      } finally {
        crashes.forget();
        signals.settle();
      }
    },
    afterwards: crashes.tell,
  };
}

function watchForSignals(reject: (thrown: unknown) => void) {
  const controller = new AbortController();
  const { signal } = controller;
  let timer: NodeJS.Timeout | undefined;
  const cancel = (name: string) => {
    if (signal.aborted) reject(signal.reason);
    controller.abort(cancelled(name));
    timer ??= setTimeout(() => reject(signal.reason), grace);
  };
  process.on('SIGINT', cancel).on('SIGTERM', cancel);
  const settle = () => {
    clearTimeout(timer);
    // Whatever the work came to after the signal, it is not to be relied on.
    signal.throwIfAborted();
  };
  return { signal, settle };
}

function watchForCrashes(reject: (thrown: unknown) => void) {
  let earlier: { readonly thrown: unknown } | undefined;
  let report: Report | undefined;
  let crashed = false;
  const crash = (thrown: unknown) => {
    process.exitCode = 2;
    crashed = true;
    reject(thrown);
    earlier ??= { thrown };
    const tell = report;
    // Telling may crash in its turn, on a closed pipe for one: once is enough.
    report = undefined;
    void tell?.(thrown);
  };
  process.on('uncaughtException', crash).on('unhandledRejection', crash);
  const forget = () => {
    earlier = undefined;
  };
  const tell = async (to: Report) => {
    if (earlier) await to(earlier.thrown);
    else report = to;
  };
  return { forget, tell, happened: () => crashed };
}

function cancelled(signal: string): Fault {
  return new Fault('CUSTODY-905', `The run was ended by ${signal} before it had decided.`, {
    hint: 'Nothing was decided. Run it again: what is stored already is recognised.',
  });
}
