/** The rules of trust that this version enforces. Each needs tests that are named after it, and patches that take it out. */

/** In the order in which they are shown. Rules of verbs that do not exist yet are added with the verb. */
export const rulesInForce: readonly string[] = [
  'T1',
  'T2',
  'T3',
  'T4',
  'T5',
  'T6',
  'T7',
  'T8',
  'T9',
  'T10',
  'T11',
  'T12',
  'T13',
  'T14',
  'T20',
  'T21',
  'T22',
  'T24',
  'T25',
  'T26',
  'T27',
  'T28',
  'T29',
  'T30',
  'T31',
  'T32',
  'T50',
  'T52',
];

/** Whether a test, by its full name, is named after a rule: `T5` is not named by `T50`. */
export function isNamedAfter(fullName: string, rule: string): boolean {
  return new RegExp(namePattern([rule])).test(fullName);
}

/** A regular expression for jest's `-t`: the names of tests of any of these rules. */
export function namePattern(rules: readonly string[]): string {
  return `(?:^| )(?:${rules.join('|')})(?![0-9A-Za-z-])`;
}
