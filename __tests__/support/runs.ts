/** How many cases a property test tries, and from which seed: `npm run fuzz` says both. */
import fc from 'fast-check';

const USUAL = 10_000;

/**
 * 10,000 in `npm test`, as many as FUZZ_RUNS says in `npm run fuzz`.
 *
 * @param usual fewer, where a case takes milliseconds (signatures, files); they grow in the same proportion
 */
export function runs(usual = USUAL): number {
  return Math.ceil((usual * (numberIn('FUZZ_RUNS') ?? USUAL)) / USUAL);
}

function numberIn(variable: string): number | undefined {
  const text = process.env[variable];
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`${variable} is not a whole number from 1 on`);
}

const seed = numberIn('FUZZ_SEED');
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
