import { expect, test } from '@jest/globals';
import { defineAction, defineCommand } from '../../src/kit/define.ts';

const declaration = {
  name: 'count',
  title: 'Count',
  description: 'Counts.',
  permissions: {},
  inputs: {},
  outputs: {},
  run: async () => ({
    report: { verb: 'count', status: 'pass', verdicts: [], notices: [] } as const,
    outputs: {},
  }),
};

test('an action has an action.yml, a command has none; nothing else differs', () => {
  const [action, command] = [defineAction(declaration), defineCommand(declaration)];
  expect([action.action, command.action]).toEqual([true, false]);
  expect({ ...command, action: true }).toEqual(action);
});
