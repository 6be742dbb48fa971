'use strict';

const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

// What tests start on is TypeScript: translated here as jest does it there, for commands that use it without jest.
require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    module: { type: 'commonjs' },
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
  });
  module._compile(code, filename);
};
