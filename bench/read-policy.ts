/** Reads a policy once, in a process that has read none, and prints what it took: `node read-policy.ts FILE` */
import { readFileSync } from 'node:fs';
import { compileRule } from '../src/policy/cel/rule.ts';
import type { Policy } from '../src/policy/policy.ts';
import { readPolicy } from '../src/policy/read.ts';
import { cpuOf } from './processor.ts';

const [path = ''] = process.argv.slice(2);
const bytes = readFileSync(path);
let policy: Policy | undefined;
const read = cpuOf(() => {
  policy = readPolicy(bytes, path, path);
});
const compiled = cpuOf(() => {
  for (const rule of policy?.rules ?? []) compileRule(rule);
});
console.log(JSON.stringify({ read, compiled }));
