/** The only printer. What it is given is escaped by report/ already; a line is escaped again, for that changes nothing. */
import type { Annotation } from '../report/annotations.ts';
import { forLog } from '../report/escape.ts';
import { createMasks, type Masks } from './masks.ts';
import { workflowCommand } from './workflow-command.ts';

/** Where a verb's words go: the log of a step, or a terminal. */
export interface Output {
  readonly masks: Masks;
  /** What happens meanwhile. */
  progress(line: string): void;
  /** What it came to. */
  result(line: string): void;
  /** Why it came to nothing. */
  complaint(line: string): void;
  /** Keeps a secret out of all of it. */
  mask(secret: string): void;
  annotate(annotation: Annotation, level?: 'error' | 'warning'): void;
  /** Summary and outputs of the step, both redacted by the caller; nothing on the command line. */
  finish(summary: string, outputs: Readonly<Record<string, string>>): Promise<void>;
}

/** The log of a step: one stream, whose commands the runner obeys. */
export function stepOutput(): Output {
  const masks = createMasks();
  const line = writer(process.stdout, masks);
  return {
    masks,
    progress: line,
    result: line,
    complaint: line,
    mask(secret) {
      if (secret !== '') process.stdout.write(`${workflowCommand('add-mask', {}, secret)}\n`);
      masks.add(secret);
    },
    annotate({ title, message, file, line, column }, level = 'error') {
      const command = workflowCommand(level, { title, file, line, col: column }, message);
      process.stdout.write(`${masks.redact(command)}\n`);
    },
    async finish(summary, outputs) {
      // Late, because it takes its time (kit/workflow-command.ts).
      const { setOutput, summary: stepSummary } = await import('@actions/core');
      for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
      try {
        await stepSummary.addRaw(masks.redact(summary)).write();
      } catch {
        line('The summary of this step could not be written.');
      }
    },
  };
}

/** A terminal: results on standard output, everything else on standard error. */
export function terminalOutput(): Output {
  const masks = createMasks();
  const error = writer(process.stderr, masks);
  return {
    masks,
    progress: error,
    result: writer(process.stdout, masks),
    complaint: error,
    mask: masks.add,
    annotate() {},
    async finish() {},
  };
}

function writer(stream: NodeJS.WriteStream, masks: Masks): (line: string) => void {
  return (line) => {
    stream.write(`${forLog(masks.redact(line))}\n`);
  };
}
