// Does the adapter do what the contract says? node --test conformance.test.mjs
import * as nodeTest from 'node:test';
import { notWritten } from 'traede-erp-sync/adapter';
import { describeWhenWritten, loadAdapter, testSetup } from 'traede-erp-sync/adapter-testing';

// As the product loads it.
const createAdapter = await loadAdapter(new URL('adapter.ts', import.meta.url));

/** A test company of your ERP, never the real one: hundreds of documents are posted. */
const ERP_URL = 'http://127.0.0.1:8080';
const TOKEN = 'token-of-the-test-company';

/** What the test company knows. Change all of it to what is true of yours. */
const facts = {
  currency: 'DKK',
  foreignCurrency: 'EUR',
  openDay: '2026-11-20',
  laterDay: '2026-11-21',
  closedDay: '2026-01-15',
  accounts: { sales: '1010', receivable: '5600', journal: ['2010', '5400'] },
  taxCodes: {
    domestic: { code: 'U25', rate: '25' },
    reduced: { code: 'U12', rate: '12' },
    untaxed: { code: 'U0', rate: '0' },
    eu: { code: 'EU0', rate: '0' },
    export: { code: 'EX0', rate: '0' },
  },
  customers: {
    domestic: { number: 'C1', name: 'A Danish shop', country: 'DK', vatNumber: null },
    eu: { number: 'C2', name: 'A Swedish shop', country: 'SE', vatNumber: null },
    export: { number: 'C3', name: 'A Norwegian shop', country: 'NO', vatNumber: null },
  },
  // An account that the ERP does not know: `check` must name it.
  mistake: '4711',
  secrets: [TOKEN],
};

const subject = {
  name: 'my-erp',
  facts,
  // What your ERP cannot do, or you cannot show, each with the reason; your editor lists what there is.
  cannot: {
    drafts: 'my-erp knows no drafts',
    'see-links': 'the test does not look at them yet',
  },
  async open() {
    // Start the test company here, or empty it: references are new in each run, but numbers and days are not.
    return {
      // The kit puts a proxy before this address, which loses requests and answers.
      url: ERP_URL,
      connect: ({ address, requestTimeoutMs, credentials, configuration }) =>
        createAdapter(
          testSetup(facts, {
            options: { url: address, requestTimeoutMs },
            secrets: { MY_ERP_TOKEN: credentials === 'right' ? TOKEN : 'a-wrong-token' },
            configuration,
          }),
        ),
      books: {
        // Past the adapter: the kit does not believe it.
        async count() {
          return notWritten(
            'books.count (in conformance.test.mjs)',
            'ask the ERP how often it holds `reference`',
          );
        },
      },
      close: async () => undefined,
    };
  },
};

await describeWhenWritten(subject, nodeTest);
