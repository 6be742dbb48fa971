'use strict';

// Validates .github/workflows by actionlint, built from the Go module proxy: npm run workflows:check
require('../support/load-typescript.js');

const { main } = require('./actionlint.ts');
main((line) => process.stdout.write(`${line}\n`)).catch((error) => {
  process.stderr.write(`${error.stdout ?? ''}${error.message}\n`);
  process.exitCode = 1;
});
