const { transform } = require('../../jest.config.js');

/** Apart from the other tests: it needs a browser, a built project (`npm run build`) and some minutes. */
module.exports = {
  testEnvironment: 'node',
  rootDir: '../..',
  testMatch: ['<rootDir>/test/browser/operators-day.ts', '<rootDir>/test/browser/codec-server.ts'],
  transform,
  testTimeout: 240_000,
  maxWorkers: 1,
};
