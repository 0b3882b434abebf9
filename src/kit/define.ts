/**
 * How a verb is declared. The declaration is the only place where an input, an output or a permission exists: from it
 * come action.yml, the reference page, the README table, the help of the command line and the reading of inputs.
 */
import type { Answer } from '../report/answer.ts';
import type { Report } from '../report/report.ts';
import type { Environment } from './environment.ts';
import type { Inputs, ValuesOf } from './inputs.ts';
import type { Wiring } from './wire.ts';

/** What a verb knows of where it runs, and how it speaks while it works. */
export interface Host {
  readonly environment: Environment;
  /** Aborted when the job is cancelled. */
  readonly signal: AbortSignal;
  /** Prints one line, escaped for its sink. The verdict is not printed with it: that is what the report is for. */
  log(line: string): void;
  /** Keeps a secret out of everything that is printed from now on. To be called before its first use. */
  mask(secret: string): void;
  /** Plain data with every secret taken out of its texts: for whatever leaves this machine or is kept. */
  redact<Value>(value: Value): Value;
}

export interface Context extends Host {
  readonly wire: Wiring;
}

/** What a verb came to. `outputs` holds every declared output; `verdict` is set from the report. */
export interface Outcome<Output extends string = string> {
  readonly report: Report;
  readonly outputs: Readonly<Record<Output, string>>;
}

/** A scope of `permissions:`, such as `id-token`, what is needed of it, and what for. */
export type Permissions = Readonly<
  Record<string, { readonly access: 'read' | 'write'; readonly why: string }>
>;

export interface Declaration<I extends Inputs, Output extends string, End = Outcome<NoInfer<Output>>> {
  /** The verb: name of the file, of the command and of the folder in `actions/`. */
  readonly name: string;
  /** `name:` of action.yml. */
  readonly title: string;
  /** One sentence. */
  readonly description: string;
  /** Paragraphs for the reference page, Markdown. */
  readonly purpose?: string;
  readonly permissions: Permissions;
  /** By key in camel case; people write `signer-workflow` for `signerWorkflow`. */
  readonly inputs: I;
  /** Key in camel case → description. `verdict` is there always and is not declared. */
  readonly outputs: Readonly<Record<Output, string>>;
  readonly branding?: { readonly icon: string; readonly color: string };
  /** Throws `Fault` or `Faults` where it cannot decide; what is decided, either way, is in the report. */
  run(inputs: ValuesOf<I>, context: Context): Promise<End>;
}

/** A declared verb; `action` says whether it has an action.yml. */
export interface Definition<
  I extends Inputs = Inputs,
  Output extends string = string,
  End = Outcome<Output> | Answer,
> extends Declaration<I, Output, End> {
  readonly action: boolean;
}

/** A verb with an action.yml and a command. Where it answers without a verdict, it does so on the command line alone. */
export function defineAction<I extends Inputs, Output extends string>(
  declaration: Declaration<I, Output>,
): Definition<I, Output, Outcome<Output>>;
export function defineAction<
  I extends Inputs,
  Output extends string,
  End extends Outcome<NoInfer<Output>> | Answer,
>(declaration: Declaration<I, Output, End>): Definition<I, Output, End>;
export function defineAction<I extends Inputs, Output extends string>(
  declaration: Declaration<I, Output, Outcome<Output> | Answer>,
): Definition<I, Output> {
  return { ...declaration, action: true };
}

/** A verb that only makes sense on the command line; it may answer without a verdict. */
export function defineCommand<
  I extends Inputs,
  Output extends string,
  End extends Outcome<NoInfer<Output>> | Answer,
>(declaration: Declaration<I, Output, End>): Definition<I, Output, End> {
  return { ...declaration, action: false };
}

/** What every verb gives besides its own outputs. */
export const commonOutputs = {
  verdict:
    '`pass`, `fail` (decided against) or `unknown` (could not decide). Only `pass` ends the step well.',
} as const;
