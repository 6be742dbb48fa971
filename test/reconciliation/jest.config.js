const base = require('../../jest.config.js');

/** Apart from the other tests: twenty thousand documents take half an hour, and it needs a built project. */
module.exports = {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/reconciliation/volume.ts'],
  maxWorkers: 1,
};
