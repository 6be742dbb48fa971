'use strict';

const base = require('../../jest.config.js');

/** The production topology, natively: `npm run test:topology`. @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/topology'],
  testMatch: ['**/*.suite.ts'],
  // PostgreSQL is part of what is tested.
  globalSetup: undefined,
  globalTeardown: undefined,
  // The first time on a machine Temporal's server is built.
  testTimeout: 4 * 60 * 60_000,
  maxWorkers: 1,
  verbose: true,
};
