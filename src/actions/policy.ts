/** `policy`: read a policy, say it in words, and try it on cases. It decides about no artifact that anyone uses. */
import { defineCommand } from '../kit/define.ts';
import { lines, paths, text } from '../kit/inputs.ts';
import { Fault } from '../model/fault.ts';

const purpose = `
\`\`\`sh
custody policy check .github/custody.yml
custody policy explain .github/custody.yml
custody policy explain .github/custody.yml dist/app.tgz
custody policy test policy-cases --policy .github/custody.yml
custody policy test policy-cases --policy .github/custody.yml --extends acme/policies@0123456789abcdef0123456789abcdef01234567:custody.yml=base.yml
\`\`\`

\`check\` reads a policy and prints everything that is wrong with it as \`file:line:column CODE message\`, or what it covers. A
policy that is valid and ends within 30 days is valid, and said to end.

\`explain\` says a policy in plain sentences: what passes, what does not, what nobody asks, and what lifts what. With the name of an
artifact it says exactly what is asked of that one.

\`test\` tries a policy on [cases](../recipes/test-a-policy.md) in a folder, without a network. It fails where a verdict is other than a case
expects, and where a rule lacks a case that it lets pass or one that it alone refuses. A case that cannot be used is
[CUSTODY-508](../errors/CUSTODY-508.md).

What a policy extends must pass as well. Without \`--extends\` it is named by its address alone; with it every address needs its
file, what is extended in turn included. Then \`check\` and \`explain\` go on with those policies, and \`test\` decides each case by all
of them, and wants both cases for the rules of each. An address is compared exactly. \`verify\` has no such input: it reads
what is extended at its commit, whatever a file says.
`.trim();

export default defineCommand({
  name: 'policy',
  title: 'Custody policy',
  description: 'Check, explain or test a policy file.',
  purpose,
  permissions: {},
  inputs: {
    words: paths({
      description: '`check FILE`, `explain FILE` and perhaps the name of an artifact, or `test FOLDER`.',
      required: true,
      example: 'check',
    }),
    policy: text({ description: 'The policy to test; `policy.yml` in the folder of cases unless given.' }),
    roots: lines({
      description: 'Trust roots that the policy to test names besides `public` and `github`, as `NAME=PATH`.',
      example: 'acme=trusted_root.json',
    }),
    extends: lines({
      description:
        'Files that stand for the policies that are extended, one for each, as `OWNER/REPOSITORY@COMMIT:PATH=FILE`.',
    }),
  },
  outputs: {},

  async run(inputs, { wire, environment }) {
    const [command, place, name, ...more] = inputs.words;
    if (place === undefined || more.length > 0)
      throw wrongWords('it takes one of the three, and a file or folder');
    if (name !== undefined && command !== 'explain') throw wrongWords(`\`${command}\` takes one path`);
    if (command !== 'test' && (inputs.policy !== undefined || inputs.roots.length > 0)) throw onlyForTest();
    switch (command) {
      case 'check':
        return (await import('./policy-check.ts')).checkPolicy(place, inputs.extends, wire);
      case 'explain':
        return (await import('./policy-explain.ts')).explain(place, name, inputs.extends, wire);
      case 'test':
        return (await import('./policy-test.ts')).testPolicy({ ...inputs, folder: place }, environment, wire);
      default:
        throw wrongWords(`it is followed by \`${command}\``);
    }
  },
});

function wrongWords(found: string): Fault {
  return new Fault('CUSTODY-104', `\`custody policy\` takes \`check\`, \`explain\` or \`test\`: ${found}.`, {
    hint: 'See `custody policy --help`.',
  });
}

function onlyForTest(): Fault {
  return new Fault('CUSTODY-103', '`--policy` and `--roots` are for `custody policy test`.', {
    hint: 'Leave them out: `check` and `explain` take the file itself, and look at no evidence.',
  });
}
