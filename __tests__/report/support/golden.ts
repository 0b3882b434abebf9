/** The words that a person reads, whole. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';

/** Each part below its title, held against a file of golden/; with `UPDATE_GOLDEN=1` it is written. */
export function expectGolden(name: string, parts: Readonly<Record<string, string>>): void {
  const text = Object.entries(parts)
    .map(([title, part]) => `==== ${title}\n${part.trimEnd()}\n`)
    .join('\n');
  const file = join(import.meta.dirname, '..', 'golden', `${name}.txt`);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
