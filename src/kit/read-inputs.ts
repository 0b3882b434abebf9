/** Reads the declared inputs of a verb from wherever they were given, and reports every bad one at once. */
import { Fault, Faults } from '../model/fault.ts';
import type { Variables } from './environment.ts';
import type { Input, Inputs, ValuesOf } from './inputs.ts';
import { inputVariable, publicName } from './names.ts';

/**
 * What one environment variable can hold, name included: 128 KiB on Linux (MAX_ARG_STRLEN, include/uapi/linux/binfmts.h)
 * and 32,767 characters on Windows (SetEnvironmentVariable). A longer text never arrives there; elsewhere it is refused,
 * so that a workflow means the same on every runner.
 */
export const inputLimits = { bytes: 128 * 1024, windowsCharacters: 32_767 } as const;

/** Where inputs come from, and how that place spells the name of one. */
export interface InputSource {
  /** The text given for a key; `undefined` or empty when there is none. */
  given(key: string): string | undefined;
  /** The text of a default that is known only at run time. */
  defaultFor(key: string, input: Input<unknown>): string | undefined;
  /** Name and value as one would write them there: `repository: OWNER/REPOSITORY`, `--repository OWNER/REPOSITORY`. */
  spell(key: string, value: string): string;
}

/** A step of a workflow: action.yml maps each input, defaults included, to a variable. */
export function stepInputs(variables: Variables): InputSource {
  return {
    given: (key) => variables[inputVariable(key)],
    defaultFor: () => undefined,
    spell: (key, value) => `${publicName(key)}: ${value}`,
  };
}

/** Every value, typed. Throws `Faults` of `CUSTODY-101` and `-102`, one for each input that cannot be used. */
export function readInputs<I extends Inputs>(inputs: I, source: InputSource): ValuesOf<I> {
  const faults: Fault[] = [];
  const values = Object.entries(inputs).map(([key, input]) => {
    try {
      return [key, readInput(key, input, source)] as const;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push(error);
      return [key, undefined] as const;
    }
  });
  const [first, ...more] = faults;
  if (first) throw new Faults([first, ...more]);
  return Object.fromEntries(values) as ValuesOf<I>;
}

/** The secret texts among the inputs, whether or not they can be used: what to mask before anything is printed. */
export function secretInputs(inputs: Inputs, source: InputSource): readonly string[] {
  const secrets = Object.entries(inputs)
    .filter(([, input]) => input.secret)
    .flatMap(([key, input]) => [source.given(key), source.defaultFor(key, input)])
    .flatMap((value) => (value === undefined || value.trim() === '' ? [] : [value, value.trim()]));
  return [...new Set(secrets)];
}

function readInput(key: string, input: Input<unknown>, source: InputSource): unknown {
  const value = [source.given(key), source.defaultFor(key, input), input.default]
    .map((text) => text?.replaceAll('\r\n', '\n').trim())
    .find((text) => text !== undefined && text !== '');
  if (value === undefined) return absent(key, input, source);
  const parsed = tooLong(value) ?? input.parse(value);
  if (!('problem' in parsed)) return parsed.value;
  const shown = input.secret ? '' : `, \`${value.length > 200 ? `${value.slice(0, 200)}…` : value}\`,`;
  throw new Fault('CUSTODY-102', `Input \`${publicName(key)}\`${shown} ${parsed.problem}.`, {
    hint: parsed.fix,
  });
}

function absent(key: string, input: Input<unknown>, source: InputSource): unknown {
  if (!input.required) return input.absent();
  const example = source.spell(key, input.example ?? input.choices?.[0] ?? '…');
  const hint = `Add \`${example}\`: ${input.description}`;
  throw new Fault('CUSTODY-101', `Input \`${publicName(key)}\` is required and was not given.`, { hint });
}

function tooLong(value: string) {
  if (Buffer.byteLength(value) < inputLimits.bytes) return undefined;
  return {
    problem: 'is longer than the 128 KiB that a variable can hold',
    fix: 'Give it in a file, or in parts.',
  };
}
