'use strict';

// Papers of a release, from the lockfile: npm run sbom [-- --out FILE], npm run licences
require('../test/support/load-typescript.js');

const { main } = require('./main.ts');
main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
