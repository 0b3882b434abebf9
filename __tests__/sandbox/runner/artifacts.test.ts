/** GITHUB_ARTIFACTS and GITHUB_ARTIFACTS_LIST: what steps name, what the next step reads, and what fails a step. */
import { expect, test } from '@jest/globals';
import { oneJob, run } from './support.ts';

const a = 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb';

test('paths and file URLs are taken by their last segment, and listed for the steps that follow', async () => {
  const ran = await run(
    oneJob(`
- run: |
    printf a > a; mkdir d; printf b > d/b
    printf 'a\\nfile://%s/d/b\\n' "$PWD" >> "$GITHUB_ARTIFACTS"
- id: list
  run: cat "$GITHUB_ARTIFACTS_LIST"
`),
  );
  expect(Object.keys(ran.job('one').artifacts)).toEqual(['a', 'b']);
  expect(ran.job('one').artifacts['a']).toBe(a);
  expect(ran.step('one', 'list').log).toContain(`{"name":"a","digest":"sha256:${a}","kind":"file"}`);
});

test.each([
  ['two digests', 'mkdir d; printf a > a; printf b > d/a; printf "a\\nd/a\\n"', '"a" has two digests'],
  ['no file', 'echo nowhere', 'there is no file at "nowhere"'],
  ['a reserved sign', 'printf a > a=1; echo a=1', '"=" is reserved in "a=1"'],
  ['too many', 'for i in $(seq 501); do printf a > "$i"; echo "$i"; done', 'a job can name 500 artifacts'],
])('%s fails the step', async (_, script, message) => {
  const ran = await run(oneJob(`- id: step\n  run: |\n    ( ${script} ) >> "$GITHUB_ARTIFACTS"`));
  expect(ran.result.conclusion).toBe('failure');
  expect(ran.step('one', 'step').annotations).toEqual([
    expect.objectContaining({ message: `A file command could not be processed: ${message}.` }),
  ]);
});
