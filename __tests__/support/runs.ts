/** How many cases a property test tries: 10,000 in `npm test`, as many as FUZZ_RUNS says in `npm run fuzz`. */
export function runs(usual = 10_000): number {
  const asked = Number(process.env['FUZZ_RUNS'] ?? usual);
  if (Number.isSafeInteger(asked) && asked > 0) return asked;
  throw new Error('FUZZ_RUNS is not a number of cases');
}
