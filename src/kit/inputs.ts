/**
 * The kinds of input that an action may declare. A kind knows how one text becomes a value and what is wrong with a
 * text that cannot; kit/read-inputs.ts reads all inputs of a verb and reports every bad one at once.
 */
import {
  eachLine,
  eachOf,
  oneLine,
  oneOf,
  type Parsed,
  type Problem,
  timeUpTo,
  trueOrFalse,
} from './parse-input.ts';

/** Where a default comes from that is known only when the verb runs. */
export interface DefaultFrom {
  /** The template expression that is the default in action.yml, without its braces: `github.token`. */
  readonly expression: string;
  /** The variable that the command line reads instead: `GITHUB_TOKEN`. */
  readonly variable: string;
}

/** One declared input whose value has the type `Value`. Made by the functions below alone. */
export interface Input<Value> {
  readonly kind: 'text' | 'lines' | 'paths' | 'flag' | 'choice' | 'several' | 'duration';
  readonly description: string;
  readonly required: boolean;
  /** The text that stands for an absent input. */
  readonly default: string | undefined;
  readonly defaultFrom: DefaultFrom | undefined;
  /**
   * Masked before anything is printed, and never an option of the command line; `option` where a protocol that is not
   * ours puts it there.
   */
  readonly secret: boolean | 'option';
  /** The closed list of a `choice` or `several`. */
  readonly choices: readonly string[] | undefined;
  /** For the reference page, and for the fix when it is missing. */
  readonly example: string | undefined;
  /** Called with a text that is not empty, has `\n` as line end and no white space around it. */
  parse(text: string): Parsed<Value>;
  /** The value when absent without a default; never asked of a required input. */
  absent(): Value;
}

/** By key in camel case, see kit/names.ts. */
export type Inputs = Readonly<Record<string, Input<unknown>>>;

/** The values that `run` gets for declared inputs. */
export type ValuesOf<I extends Inputs> = {
  readonly [Key in keyof I]: I[Key] extends Input<infer Value> ? Value : never;
};

interface Options {
  readonly description: string;
  readonly example?: string;
}

interface Given {
  readonly required?: boolean;
  readonly default?: string;
  readonly defaultFrom?: DefaultFrom;
}

interface TextOptions extends Options {
  readonly secret?: boolean | 'option';
  /** Refuses a line that is not of the wanted form. */
  readonly check?: (text: string) => Problem | undefined;
}

interface ChoiceOptions<Choice extends string> extends Options {
  readonly choices: readonly [Choice, ...Choice[]];
}

/** One line of text. `undefined` when absent, unless it is required or has a default. */
export function text(
  options: TextOptions & ({ readonly required: true } | { readonly default: string }),
): Input<string>;
export function text(
  options: TextOptions & { readonly defaultFrom?: DefaultFrom },
): Input<string | undefined>;
export function text(options: TextOptions & Given): Input<string | undefined> {
  const parse = (value: string): Parsed<string> => {
    const line = oneLine(value);
    return 'problem' in line ? line : (options.check?.(value) ?? line);
  };
  return { ...common('text', options), secret: options.secret ?? false, parse, absent: () => undefined };
}

/** A list, one entry per line; empty lines and white space around an entry do not count. Empty when absent. */
export function lines(options: Options & { readonly required?: boolean }): Input<readonly string[]> {
  return { ...common('lines', options), parse: eachLine, absent: () => [] };
}

/** Paths and globs, one per line, a leading `!` excludes. On the command line also what stands without an option. */
export function paths(options: Options & { readonly required?: boolean }): Input<readonly string[]> {
  return { ...common('paths', options), parse: eachLine, absent: () => [] };
}

/** `true` or `false` and nothing else. */
export function flag(options: Options & { readonly default: boolean }): Input<boolean> {
  const given = { ...options, default: String(options.default) };
  return { ...common('flag', given), parse: trueOrFalse, absent: () => options.default };
}

/** A length of time, `90s`, `10m` or `1h`; its value in milliseconds. @param options.most the longest, in that form */
export function duration(
  options: Options & { readonly default: string; readonly most: string },
): Input<number> {
  const parse = (value: string) => timeUpTo(options.most, value);
  return { ...common('duration', options), parse, absent: () => 0 };
}

/** Exactly one of a closed list. `undefined` when absent, unless it is required or has a default. */
export function choice<const Choice extends string>(
  options: ChoiceOptions<Choice> & ({ readonly required: true } | { readonly default: NoInfer<Choice> }),
): Input<Choice>;
export function choice<const Choice extends string>(
  options: ChoiceOptions<Choice>,
): Input<Choice | undefined>;
export function choice<const Choice extends string>(
  options: ChoiceOptions<Choice> & Given,
): Input<Choice | undefined> {
  const { choices } = options;
  return {
    ...common('choice', options),
    choices,
    parse: (value) => oneOf(choices, value),
    absent: () => undefined,
  };
}

/** Some of a closed list, separated by commas or line ends, each at most once. Empty when absent without a default. */
export function several<const Choice extends string>(
  options: ChoiceOptions<Choice> & { readonly default?: NoInfer<Choice>; readonly required?: boolean },
): Input<readonly Choice[]> {
  const { choices } = options;
  return {
    ...common('several', options),
    choices,
    parse: (value) => eachOf(choices, value),
    absent: () => [],
  };
}

function common<Kind extends Input<unknown>['kind']>(kind: Kind, options: Options & Given) {
  return {
    kind,
    description: options.description,
    required: options.required ?? false,
    default: options.default,
    defaultFrom: options.defaultFrom,
    secret: false as const,
    choices: undefined,
    example: options.example,
  };
}
