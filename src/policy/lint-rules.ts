/** The policy's own rules, and exceptions from any (trust rule T31). */
import type { Reading } from './kinds.ts';
import type { Part } from './lint-part.ts';
import { shown, suggestion } from './words.ts';

/** What findings call the rules that every policy has; each can be lifted. */
const builtIn = ['provenance', 'sbom', 'vulnerabilities'] as const;

/** Names that would be taken for something else in a verdict. */
const taken: readonly string[] = [
  ...builtIn,
  ...[
    'run-conclusion',
    'predicates',
    'max-age',
    'base-images',
    'summaries',
    'exception',
    'expires',
    'policy',
  ],
];

export function lintRules({ rules = [] }: Part, reading: Reading): void {
  const ids = rules.map(({ id }) => id);
  for (const [index, id] of ids.entries()) {
    const problem = taken.includes(id)
      ? `is \`${id}\`, which is the name of a built-in rule`
      : ids.indexOf(id) < index && `is \`${id}\`, which another rule is called already`;
    if (problem) reading.refuse(`rules[${index}].id`, { problem, fix: 'Give it a name of its own.' });
  }
}

export function lintExceptions({ exceptions = [], rules = [], artifacts }: Part, reading: Reading): void {
  // A rule that could not be read may be the one that is meant.
  if (!reading.isWhole('rules', 'artifacts')) return;
  const types = [...(artifacts?.values() ?? [])].flatMap(({ require }) =>
    require.predicates.map(({ type }) => type),
  );
  const known = [...new Set([...builtIn, ...types, ...rules.map(({ id }) => id)])];
  for (const [index, { rule }] of exceptions.entries()) {
    if (reading.isFull || known.includes(rule)) continue;
    const fix = suggestion(rule, known, 'What can be lifted');
    reading.refuse(`exceptions[${index}].rule`, {
      problem: `names ${shown(rule)}, which is no rule of this policy`,
      fix,
    });
  }
}
