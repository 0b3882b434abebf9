/**
 * A test environment for jest that skips what is left once a test has failed by assertion: a patch is caught by one test
 * as well as by ten. One process runs one patch, in band, so that a variable here is shared by all its test files.
 */
const { createRequire } = require('node:module');

// Jest brings it along; it is no dependency of ours.
const { TestEnvironment } = createRequire(require.resolve('jest'))('jest-environment-node');

let caught = false;

module.exports = class StopEarly extends TestEnvironment {
  handleTestEvent({ name, test }) {
    if (name === 'test_start' && caught) test.mode = 'skip';
    if (name === 'test_done' && test.errors.flat().some(isAssertion)) caught = true;
  }
};

/** As run-tests.ts tells them apart: a matcher's, or a property that does not hold. */
function isAssertion(error) {
  if (typeof error !== 'object' || error === null) return false;
  return 'matcherResult' in error || String(error.message).startsWith('Property failed after');
}
