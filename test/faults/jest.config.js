'use strict';

const base = require('../../jest.config.js');

/** The long version of the fault tests, one file at a time: `npm run test:faults`. @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/faults'],
  maxWorkers: 1,
};
