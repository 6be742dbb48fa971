'use strict';

const base = require('../../../jest.config.js');

/** Tests against a real ERP, one file at a time: `npm run test:erp -- NAME`. @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../../..',
  roots: ['<rootDir>/test/erp/suite'],
  testMatch: ['**/*.suite.ts'],
  maxWorkers: 1,
  verbose: true,
};
