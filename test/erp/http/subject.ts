import type { ConformanceSubject, ConnectOptions, ErpFacts } from '../../../src/adapter-testing';
import { createHttpErp } from '../../../src/erp/http';
import { DANISH_BOOKS } from '../../adapter-testing/danish-books';
import { SIGNING_KEY, startReceiver } from './receiver';

const WRONG_KEY = 'another-signing-key-0123456789abcdef0123456';
const ACCOUNTS = ['1010', '1050', '1060', '1090', '1099', '2010', '5400', '5600'];
/** A call to a process on this machine takes milliseconds; a busy machine gets time. */
const REQUEST_TIMEOUT_MS = 1_000;

const FACTS: ErpFacts = { ...DANISH_BOOKS, secrets: [SIGNING_KEY, WRONG_KEY] };

/** The HTTP adapter with the reference receiver. */
export const HTTP_SUBJECT: ConformanceSubject = {
  name: 'http, with the reference receiver',
  facts: FACTS,
  cannot: {
    'linked-credit-notes': 'the receiver keeps which invoice a credit note corrects, and looks for none',
    'refuse-unknown-tax-codes': 'the receiver knows accounts only',
    'refuse-unknown-customers': 'the receiver knows accounts only',
    'refuse-unknown-currencies': 'the receiver knows accounts only',
    'first-open-day': 'the protocol has no call for it',
    chart: 'the protocol has no call for it',
    'planted-mistake': 'the adapter has nothing configured that the receiver could look up',
    drafts: 'what stands in the journal is posted',
  },
  timing: { requestTimeoutMs: REQUEST_TIMEOUT_MS },
  // Above two pages of 200.
  listedDocuments: 410,
  open: openReceiver,
};

async function openReceiver() {
  const receiver = await startReceiver({ CLOSED_UNTIL: '2026-01-31', ACCOUNTS: ACCOUNTS.join() });
  return {
    url: receiver.url,
    connect: connectTo,
    books: {
      countEverything: () => Promise.resolve(receiver.journal().length),
      count: (reference: string) =>
        Promise.resolve(
          receiver.journal().filter((line) => line.includes(`"reference":${JSON.stringify(reference)},`))
            .length,
        ),
    },
    close: () => receiver.remove(),
  };
}

function connectTo({ address, requestTimeoutMs, credentials }: ConnectOptions) {
  return createHttpErp({
    url: address,
    endpoints: { validate: `${address}/validate` },
    signingKeys: [credentials === 'right' ? SIGNING_KEY : WRONG_KEY],
    requestTimeoutMs,
    settleTimeMs: requestTimeoutMs + 1_000,
  });
}
