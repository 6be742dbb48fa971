#!/usr/bin/env node
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const main = join(__dirname, '..', 'dist', 'src', 'cli', 'main.js');
if (!existsSync(main)) {
  process.stderr.write('traede-sync is not built yet: run `npm ci` (or `npm run build`) first\n');
  process.exit(1);
}
require(main).main(process.argv);
