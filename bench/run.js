'use strict';

// Runs a program of the benchmark: node bench/run.js main|flat|reactions|scale [its options]; see docs/performance.md.
const { spawnSync } = require('node:child_process');
const { existsSync, statSync } = require('node:fs');
const { join } = require('node:path');

const bench = __dirname;
const root = join(bench, '..');

/** The rivals are installed beside the product, never in it. */
function installRivals() {
  const installed = join(bench, 'node_modules', '.package-lock.json');
  const wanted = join(bench, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  run('npm', ['ci', '--prefix', bench, '--no-audit', '--no-fund']);
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

installRivals();
run(process.execPath, [
  join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
  '-p',
  join(bench, 'tsconfig.json'),
]);
const [program, ...options] = process.argv.slice(2);
run(process.execPath, [join(bench, 'dist', 'bench', 'src', `${program}.js`), ...options]);
