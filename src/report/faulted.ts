/** What a verb reports when it could not decide: its faults. The verdict is then `unknown`. */
import { type Code, codes } from '../model/codes.ts';
import { Fault, Faults, type Place } from '../model/fault.ts';

const repository = 'https://github.com/custody-actions/custody';

export interface Faulted {
  readonly verb: string;
  readonly faults: readonly [Fault, ...Fault[]];
}

/** Whatever was thrown, as faults. What is neither `Fault` nor `Faults` was not foreseen: `CUSTODY-901`. */
export function asFaults(thrown: unknown): readonly [Fault, ...Fault[]] {
  if (thrown instanceof Faults) return thrown.faults;
  return [thrown instanceof Fault ? thrown : unforeseen(thrown)];
}

/** The same faults with every text of theirs redacted. */
export function redactFaulted({ verb, faults }: Faulted, redact: (text: string) => string): Faulted {
  const redacted = ({ code, message, hint, at, cause }: Fault) =>
    new Fault(code, redact(message), {
      hint: redact(hint),
      ...(at && { at: { ...at, file: redact(at.file) } }),
      cause,
    });
  const [first, ...more] = faults;
  return { verb: redact(verb), faults: [redacted(first), ...more.map(redacted)] };
}

/** The page that explains a code. */
export function pageOf(code: Code): string {
  return `${repository}/blob/main/docs/errors/${code}.md`;
}

/** `CUSTODY-101 A required input is missing`. */
export function headline(code: Code): string {
  return `${code} ${codes[code].title}`;
}

/** `FILE:LINE:COLUMN` of a fault or finding as far as known; `undefined` without a place. */
export function placeOf({ at }: { readonly at?: Place | undefined }): string | undefined {
  return at && [at.file, at.line, at.column].filter((part) => part !== undefined).join(':');
}

function unforeseen(thrown: unknown): Fault {
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new Fault('CUSTODY-901', message, {
    hint: `Nothing was decided. This is a defect of Custody: please report it at ${repository}/issues with the lines above.`,
    cause: thrown,
  });
}
