/** A runner for jest that gives each test file the whole machine: for suites that measure how long things take. */
const { createRequire } = require('node:module');

// Jest brings it along; it is no dependency of ours.
const { default: TestRunner } = createRequire(createRequire(require.resolve('jest')).resolve('@jest/core'))(
  'jest-runner',
);

module.exports = class OneByOne extends TestRunner {
  isSerial = true;
};
