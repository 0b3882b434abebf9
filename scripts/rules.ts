/**
 * `node scripts/rules.ts [T5 T9 …]`: for every rule of trust in force, applies each committed patch that takes the rule
 * out to a copy of the checkout, and demands that a test named after the rule then fails.
 */
import { resolve } from 'node:path';
import { checkRules } from './rules/check.ts';
import { rulesInForce } from './rules/in-force.ts';
import { readPatches } from './rules/patches.ts';

const root = resolve(import.meta.dirname, '..');
const asked = process.argv.slice(2);
const unknown = asked.filter((rule) => !rulesInForce.includes(rule));
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')}: not among the rules in force, ${rulesInForce.join(', ')}`);
  process.exit(2);
}
const rules = asked.length > 0 ? rulesInForce.filter((rule) => asked.includes(rule)) : rulesInForce;
const patches = readPatches(resolve(root, '__tests__', 'rules'));
const stray = patches.filter(({ rule }) => !rulesInForce.includes(rule)).map(({ name }) => name);
if (stray.length > 0) {
  console.error(`${stray.join(', ')}: patches of rules that are not in force`);
  process.exit(1);
}
const wanted = patches.filter(({ rule }) => rules.includes(rule));
const width = Math.max(...wanted.map(({ name }) => name.length), 3);
const results = await checkRules({
  root,
  rules,
  patches: wanted,
  onResult: ({ name, ok, text }) => console.log(`${name.padEnd(width)}  ${ok ? '' : 'FAILED: '}${text}`),
});
const failed = results.filter(({ ok }) => !ok).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
