'use strict';

const { join } = require('node:path');
const { parseArgs } = require('node:util');
const jest = require('jest');

// Tests one ERP: node test/erp/run.js tryton [--only kit|faults|proof] [--seed 1] [--cases 24] [--documents 500/60/500] [--kills 10]
const ERPS = ['ledger', 'http', 'tryton', 'tryton6', 'odoo19', 'odoo14'];
const STAGES = ['kit', 'faults', 'proof'];
/** Where the ERP is ours, the kill storm of `npm run test:faults` takes the place of the proof. */
const WITHOUT_PROOF = ['ledger', 'http'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '24' },
    documents: { type: 'string', default: '500/60/500' },
    kills: { type: 'string', default: '10' },
  },
});
const [name] = positionals;
const stages =
  values.only === undefined
    ? STAGES.filter((stage) => stage !== 'proof')
    : STAGES.filter((stage) => stage === values.only);

if (
  !ERPS.includes(name) ||
  stages.length === 0 ||
  (values.only === 'proof' && WITHOUT_PROOF.includes(name))
) {
  process.stderr.write(
    `npm run test:erp -- ${ERPS.join('|')} [--only ${STAGES.join('|')}]\n` +
      `  kit and faults run by default; the proof takes half an hour, and ${WITHOUT_PROOF.join(' and ')} have none\n`,
  );
  process.exitCode = 1;
} else {
  // Read by suite/settings.ts.
  process.env.ERP_TEST_NAME = name;
  process.env.ERP_TEST_SEED = values.seed;
  process.env.ERP_TEST_CASES = values.cases;
  process.env.ERP_TEST_DOCUMENTS = values.documents;
  process.env.ERP_TEST_KILLS = values.kills;
  jest.run(['-c', join(__dirname, 'suite', 'jest.config.js'), ...stages.map((stage) => `${stage}.suite`)]);
}
