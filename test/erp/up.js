'use strict';

// Starts a real ERP with a test company, for trying the product by hand: npm run erp:up -- tryton
require('../support/load-typescript.js');

const { main } = require('./up.ts');
main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
