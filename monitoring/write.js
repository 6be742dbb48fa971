'use strict';

// Writes the dashboard and the alert rules that deploy/ holds: npm run dashboards
require('../test/support/load-typescript.js');

const { mkdirSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { monitoringFiles } = require('./files.ts');

for (const [name, text] of monitoringFiles()) {
  const file = join(__dirname, '..', name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
