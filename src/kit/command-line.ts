/** The inputs of a verb as options of the command line. */

import { closest } from '../model/closest.ts';
import { Fault, Faults } from '../model/fault.ts';
import type { Definition } from './define.ts';
import type { Variables } from './environment.ts';
import type { Input, Inputs } from './inputs.ts';
import { inputVariable, publicName } from './names.ts';
import type { InputSource } from './read-inputs.ts';

/** Options of every verb; no input has one of these names. */
export const reservedOptions = ['help', 'version'] as const;
type Reserved = (typeof reservedOptions)[number];

export interface CommandLine {
  readonly source: InputSource;
  /** An option that stands alone and asks for words instead of work. */
  readonly reserved: Reserved | undefined;
}

/** What was read so far. */
interface Reading {
  readonly verb: string;
  readonly inputs: Inputs;
  readonly values: Map<string, string[]>;
  readonly faults: Fault[];
}

/**
 * Reads the words after the verb: `--name value`, `--name=value`, `--flag`; everything else, and what follows `--`, is a
 * path. Throws `Faults` of `CUSTODY-102` and `-104`.
 */
export function parseCommandLine(
  definition: Definition,
  words: readonly string[],
  variables: Variables,
): CommandLine {
  const { name: verb, inputs } = definition;
  const reading: Reading = { verb, inputs, values: new Map(), faults: [] };
  const [only] = words;
  const asked = only === '-h' ? 'help' : reservedOptions.find((option) => `--${option}` === only);
  // Among other words it could be a file's name that a shell put there, and nothing would be verified.
  if (asked && words.length === 1) return { source: optionInputs(reading, variables), reserved: asked };
  // Taken from its end: a shell expands `dist/*` to any number of words.
  const rest = words.toReversed();
  for (let word = rest.pop(); word !== undefined; word = rest.pop()) {
    if (word === '--') for (const path of rest.splice(0).reverse()) readPath(reading, path);
    else if (word.startsWith('-') && word !== '-') readOption(reading, word, rest);
    else readPath(reading, word);
  }
  const [first, ...more] = reading.faults;
  if (first) throw new Faults([first, ...more]);
  return { source: optionInputs(reading, variables), reserved: undefined };
}

/** The variable that holds a secret input, which is never an option: every user of a machine can read its commands. */
export function secretVariable(key: string, input: Input<unknown>): string {
  return input.defaultFrom?.variable ?? inputVariable(key);
}

function optionInputs({ values }: Reading, variables: Variables): InputSource {
  return {
    given: (key) => values.get(key)?.join('\n'),
    defaultFor: (key, input) =>
      input.secret || input.defaultFrom ? variables[secretVariable(key, input)] : undefined,
    spell: (key, value) => `--${publicName(key)} ${value}`,
  };
}

function readOption(reading: Reading, word: string, rest: string[]): void {
  const [, name = '', inline] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? [word, word];
  const entry = Object.entries(reading.inputs).find(([key]) => publicName(key) === name);
  if (entry) readInputOption(reading, entry, inline, rest);
  else unknownOption(reading, name);
}

function readInputOption(
  reading: Reading,
  [key, input]: readonly [string, Input<unknown>],
  inline: string | undefined,
  rest: string[],
): void {
  const name = `\`--${publicName(key)}\``;
  const value = inline ?? (input.kind === 'flag' ? 'true' : nextValue(rest));
  if (input.secret === true) {
    const hint = `Set the variable ${secretVariable(key, input)} instead: every user of a machine can read its commands.`;
    reading.faults.push(new Fault('CUSTODY-102', `${name} is a secret and cannot be an option.`, { hint }));
  } else if (value === undefined) {
    const hint = `Write \`--${publicName(key)}=VALUE\`.`;
    reading.faults.push(new Fault('CUSTODY-102', `${name} needs a value.`, { hint }));
  } else addValue(reading, key, input, value);
}

function nextValue(rest: string[]): string | undefined {
  return rest.at(-1)?.startsWith('--') ? undefined : rest.pop();
}

function readPath(reading: Reading, path: string): void {
  const entry = Object.entries(reading.inputs).find(([, input]) => input.kind === 'paths');
  if (entry) addValue(reading, entry[0], entry[1], path);
  else {
    const hint = `See \`custody ${reading.verb} --help\`.`;
    reading.faults.push(
      new Fault('CUSTODY-104', `\`${path}\` is neither an option nor expected here.`, { hint }),
    );
  }
}

function addValue(reading: Reading, key: string, input: Input<unknown>, value: string): void {
  const earlier = reading.values.get(key) ?? [];
  const isList = input.kind === 'lines' || input.kind === 'paths' || input.kind === 'several';
  const name = `\`--${publicName(key)}\``;
  if (earlier.length > 0 && !isList) {
    reading.faults.push(new Fault('CUSTODY-102', `${name} is given twice.`, { hint: 'Give it once.' }));
  }
  // A shell expands `dist/*` to whatever names are there: one with a line end must not become two entries.
  if (isList && /[\r\n]/.test(value)) {
    const hint = 'Rename the file, or name its folder.';
    reading.faults.push(new Fault('CUSTODY-102', `${name} \`${value}\` has more than one line.`, { hint }));
  }
  earlier.push(value);
  reading.values.set(key, earlier);
}

function unknownOption({ verb, inputs, faults }: Reading, name: string): void {
  const alone = reservedOptions.find((option) => option === name.replace(/^-+/, ''));
  if (alone) {
    const hint = `Write \`custody ${verb} --${alone}\`. A file of that name goes behind \`--\`.`;
    faults.push(new Fault('CUSTODY-104', `\`--${alone}\` stands alone or not at all.`, { hint }));
    return;
  }
  const near = closest(name, [...Object.keys(inputs).map(publicName), ...reservedOptions]);
  const hint = `${near ? `Did you mean \`--${near}\`? ` : ''}See \`custody ${verb} --help\`.`;
  faults.push(
    new Fault('CUSTODY-104', `\`custody ${verb}\` has no option \`--${name.replace(/^-+/, '')}\`.`, { hint }),
  );
}
