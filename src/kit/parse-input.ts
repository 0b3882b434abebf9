/** How the text of an input becomes a value: the parsers behind the kinds of kit/inputs.ts. */
import { closest } from '../model/closest.ts';
import { listed } from '../model/spelling.ts';

/** What is wrong with a text, in words that follow "it", and how to put it right in whole sentences. */
export interface Problem {
  readonly problem: string;
  readonly fix: string;
}

export type Parsed<Value> = { readonly value: Value } | Problem;

/** One line without control characters. */
export function oneLine(text: string): Parsed<string> {
  if (text.includes('\n')) return { problem: 'has more than one line', fix: 'Give one line.' };
  return noControl(text, text);
}

/** The entries of a list, one per line; empty lines do not count. */
export function eachLine(text: string): Parsed<readonly string[]> {
  return noControl(text.replaceAll('\n', ''), entries(text, '\n'));
}

/** Only the two words that YAML 1.2 and GitHub both read as booleans. */
export function trueOrFalse(text: string): Parsed<boolean> {
  if (text === 'true') return { value: true };
  if (text === 'false') return { value: false };
  return { problem: 'is neither `true` nor `false`', fix: 'Write `true` or `false`, in lower case.' };
}

const unitMilliseconds = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** `90s`, `10m` or `1h`, in milliseconds. @param most as people write it */
export function timeUpTo(most: string, text: string): Parsed<number> {
  const value = milliseconds(text);
  const fix = `Write whole seconds, minutes or hours, such as \`90s\` or \`10m\`; at most \`${most}\`.`;
  if (value === undefined) return { problem: 'is not a length of time', fix };
  return value > (milliseconds(most) ?? 0) ? { problem: `is longer than \`${most}\``, fix } : { value };
}

function milliseconds(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(count) * unitMilliseconds[unit as 's' | 'm' | 'h'];
}

/** Exactly one of `choices`, in their spelling. */
export function oneOf<Choice extends string>(choices: readonly Choice[], text: string): Parsed<Choice> {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return { value: found };
  const near = closest(text, choices);
  const fix = `${near === undefined ? '' : `Did you mean \`${near}\`? `}It takes ${listed(choices, 'or')}.`;
  return { problem: 'is not one of its choices', fix };
}

/** Some of `choices`, separated by commas or line ends, each once. */
export function eachOf<Choice extends string>(
  choices: readonly Choice[],
  text: string,
): Parsed<readonly Choice[]> {
  const values: Choice[] = [];
  for (const entry of entries(text, /[,\n]/)) {
    const parsed = oneOf(choices, entry);
    if ('problem' in parsed)
      return { problem: `holds \`${entry}\`, which ${parsed.problem}`, fix: parsed.fix };
    if (values.includes(parsed.value)) return { problem: `names \`${entry}\` twice`, fix: 'Name each once.' };
    values.push(parsed.value);
  }
  return values.length === 0
    ? { problem: 'names nothing', fix: `Name one or more of ${listed(choices, 'and')}.` }
    : { value: values };
}

function entries(text: string, separator: string | RegExp): readonly string[] {
  return text
    .split(separator)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function noControl<Value>(text: string, value: Value): Parsed<Value> {
  return /\p{Cc}/u.test(text)
    ? { problem: 'holds a control character', fix: 'Remove it; tabs count as one.' }
    : { value };
}
