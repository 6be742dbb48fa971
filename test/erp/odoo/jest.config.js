'use strict';

const base = require('../../../jest.config.js');

/** What the adapter does on a real Odoo, beyond the conformance kit: `npm run test:odoo`. @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../../..',
  roots: ['<rootDir>/test/erp/odoo'],
  testMatch: ['**/*.suite.ts'],
  testTimeout: 5 * 60_000,
  maxWorkers: 1,
  verbose: true,
};
