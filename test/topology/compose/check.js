'use strict';

// Validates docker-compose.yml by the real Compose command, without a container engine: npm run compose:check
require('../../support/load-typescript.js');

const { main } = require('./compose.ts');
main((line) => process.stdout.write(`${line}\n`)).then(
  (exitCode) => process.exit(exitCode),
  (error) => {
    process.stderr.write(`${error.stderr ?? error.message}\n`);
    process.exit(1);
  },
);
