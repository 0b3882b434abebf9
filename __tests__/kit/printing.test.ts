/** The small parts of printing: masks, workflow commands, the Node that is needed. */

import * as core from '@actions/core';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMasks, redactAll } from '../../src/kit/masks.ts';
import { isFitNode, requireNode } from '../../src/kit/node-version.ts';
import { workflowCommand } from '../../src/kit/workflow-command.ts';
import { codes } from '../../src/model/codes.ts';
import { runs } from '../support/runs.ts';

describe('masks', () => {
  test('T27 hide a secret as it is, in base64 and URL-encoded, wherever it stands', () => {
    const text = fc.string({ minLength: 6, unit: 'grapheme' });
    fc.assert(
      fc.property(text, fc.string(), fc.string(), (secret, before, after) => {
        const masks = createMasks();
        masks.add(secret);
        const forms = [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)];
        const value = { a: forms.map((form) => before + form + after) };
        const redacted = redactAll(masks, value);
        for (const form of forms)
          expect(
            redacted.a.join('\n').includes(form) && !'***'.includes(form) && !(before + after).includes(form),
          ).toBe(false);
      }),
      { numRuns: runs() },
    );
  });
  test('the longer secret goes first', () => {
    const masks = createMasks();
    masks.add('secret');
    masks.add('secret-and-more');
    masks.add('');
    expect(masks.redact('a secret-and-more b secret')).toBe('a *** b ***');
  });
  test('leave everything but texts alone', () => {
    const masks = createMasks();
    expect(redactAll(masks, { a: [1, null, true, 'x'] })).toEqual({ a: [1, null, true, 'x'] });
  });
});

describe('workflowCommand', () => {
  test('writes what @actions/core writes', () => {
    const said: string[] = [];
    const write = process.stdout.write;
    process.stdout.write = ((text: string) => said.push(text) > 0) as typeof write;
    const expected: string[] = [];
    try {
      fc.assert(
        fc.property(fc.string(), fc.string({ minLength: 1 }), fc.nat({ max: 99 }), (message, title, line) => {
          core.error(message, { title, file: 'a:b,c%.ts', startLine: line });
          expected.push(
            `${workflowCommand('error', { title, file: 'a:b,c%.ts', line: line || undefined }, message)}\n`,
          );
        }),
        { numRuns: runs() },
      );
      core.setSecret('a\nb%');
    } finally {
      process.stdout.write = write;
    }
    expect(said).toEqual([...expected, `${workflowCommand('add-mask', {}, 'a\nb%')}\n`]);
  });
  test('T28 is one line, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (title, message) => {
        expect(workflowCommand('error', { title }, message)).not.toMatch(/[\r\n]/);
      }),
      { numRuns: runs() },
    );
  });
});

test.each([
  ['24.15.0', true],
  ['v24.21.0', true],
  ['26.0.0', true],
  ['27.1.0', true],
  ['24.14.9', false],
  ['20.20.2', false],
  ['25.9.0', false],
  ['24.15.0-rc.1', false],
  ['', false],
])('Node %s is fit: %s', (version, fit) => {
  expect(isFitNode(version)).toBe(fit);
});

test('an unfit Node is told of under its code, with exit code 2', () => {
  const said: string[] = [];
  const [write, versions, code] = [process.stderr.write, process.versions, process.exitCode];
  const actions = process.env['GITHUB_ACTIONS'];
  delete process.env['GITHUB_ACTIONS'];
  process.stderr.write = ((text: string) => said.push(text) > 0) as typeof write;
  Object.defineProperty(process, 'versions', { value: { ...versions, node: '20.20.2' }, configurable: true });
  try {
    expect(requireNode()).toBe(false);
    expect(process.exitCode).toBe(2);
  } finally {
    process.stderr.write = write;
    process.exitCode = code;
    Object.defineProperty(process, 'versions', { value: versions, configurable: true });
    if (actions !== undefined) process.env['GITHUB_ACTIONS'] = actions;
  }
  expect(said).toEqual([
    expect.stringMatching(`^CUSTODY-902 ${codes['CUSTODY-902'].title}: it is 20\\.20\\.2`),
  ]);
  expect(requireNode()).toBe(true);
});
