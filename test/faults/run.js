'use strict';

const { spawnSync } = require('node:child_process');
const { join } = require('node:path');
const { parseArgs } = require('node:util');

// The long version of the fault tests: node test/faults/run.js --seed 7 --minutes 30 [--only sweep] [--kills 200] [--seeds 500]
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '30' },
    kills: { type: 'string' },
    seeds: { type: 'string' },
    only: { type: 'string' },
  },
});

const environment = {
  ...process.env,
  FAULTS_SEED: values.seed,
  FAULTS_MINUTES: values.minutes,
  ...(values.kills === undefined ? {} : { FAULTS_KILLS: values.kills }),
  ...(values.seeds === undefined ? {} : { FAULTS_SEEDS: values.seeds }),
};
const jest = require.resolve('jest/bin/jest');
const configuration = join(__dirname, 'jest.config.js');
const only = values.only === undefined ? [] : [values.only];
const { status } = spawnSync(process.execPath, [jest, '-c', configuration, ...only], {
  env: environment,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
