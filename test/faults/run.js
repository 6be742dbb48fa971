'use strict';

const { join } = require('node:path');
const { parseArgs } = require('node:util');
const jest = require('jest');

// The long version of the fault tests: node test/faults/run.js --seed 7 --minutes 30 [--only sweep] [--kills 200] [--seeds 500] [--sides Temporal]
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '30' },
    kills: { type: 'string' },
    seeds: { type: 'string' },
    only: { type: 'string' },
    sides: { type: 'string' },
  },
});

// Read by settings.ts.
process.env.FAULTS_SEED = values.seed;
process.env.FAULTS_MINUTES = values.minutes;
if (values.kills !== undefined) process.env.FAULTS_KILLS = values.kills;
if (values.seeds !== undefined) process.env.FAULTS_SEEDS = values.seeds;
if (values.sides !== undefined) process.env.FAULTS_SIDES = values.sides;
const only = values.only === undefined ? [] : [values.only];
jest.run(['-c', join(__dirname, 'jest.config.js'), ...only]);
