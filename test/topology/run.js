'use strict';

// Runs the production topology without containers: npm run topology [-- --once]
require('../support/load-typescript.js');

const { main } = require('./up.ts');
main(process.argv.slice(2)).then(
  (exitCode) => process.exit(exitCode),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
