'use strict';

/** Opens the adapter that the argument names, by the built product, and prints its name or why not. */

const { openOwnAdapter } = require('../../../dist/src/erp/own');

const setup = {
  systemId: 'acme',
  options: {},
  secret: () => 'a-secret',
  accounts: [],
  taxCodes: [],
  currencies: [],
  unlinkedCreditNotes: 'reject',
};

openOwnAdapter(JSON.parse(process.argv[2]), setup)
  .then(
    ({ name }) => ({ adapter: name }),
    (error) => ({ error: error.name, message: error.message }),
  )
  .then((answer) => {
    process.stdout.write(JSON.stringify(answer));
  });
