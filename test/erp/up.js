'use strict';

// Starts a real ERP with a test company, for trying the product by hand: npm run erp:up -- tryton
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

// The provisioning is the tests' own, in TypeScript: translated here as jest does it there.
require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    module: { type: 'commonjs' },
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
  });
  module._compile(code, filename);
};

const { main } = require('./up.ts');
main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
