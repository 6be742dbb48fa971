'use strict';

/** Closes a run with one plain line, for whoever reads only the end: `N passed, N failed`. */
class TallyReporter {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } =
      results;
    // A file that could not even run counts as a failure, and so does a test that was left out.
    const failed = numFailedTests + numRuntimeErrorTestSuites + numPendingTests + numTodoTests;
    process.stdout.write(`\n${numPassedTests} passed, ${failed} failed\n`);
  }

  getLastError() {
    return undefined;
  }
}

module.exports = TallyReporter;
