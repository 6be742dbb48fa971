import { notWritten, type AdapterSetup, type ErpAdapter } from 'traede-erp-sync/adapter';

/**
 * An adapter for my-erp. Every `notWritten` below is to be replaced; `node --test conformance.test.mjs` lists those that
 * are left, and once there are none, checks what you wrote. How to: docs/writing-an-adapter.md of traede-erp-sync.
 *
 * The rules, in short:
 * - Amounts are decimals: send and read them as text (`amount.toFixed(2)`, `decimal(text)`), never as numbers.
 * - A receipt says what the ERP holds, read from the ERP, never what was sent.
 * - Send a posting once. When its answer is lost, say `uncertain`: the product looks it up later, and only then posts again.
 * - Refuse (`rejected`) before anything is sent what the ERP would guess, create, round or move.
 * - No names, addresses, tokens in problems, reasons and errors.
 */
export default function createAdapter(setup: AdapterSetup): ErpAdapter {
  const { url, requestTimeoutMs } = readOptions(setup.options);
  // const token = setup.secret('MY_ERP_TOKEN'); // secrets stand in the environment, never in the configuration
  return {
    name: 'my-erp',
    // Address and company, without credentials: adapters with the same one write to the same books.
    company: `my-erp ${url}`,
    capabilities: {
      // How a second document under one reference is excluded: 'native-key' (an idempotency key), 'unique-reference'
      // (the ERP refuses a second one), 'elected-draft' (drafts may double, one of them is elected).
      uniqueness: 'unique-reference',
      // Documents posted at once; 1 where the ERP wants one writer.
      concurrency: 4,
      // 'by-date' where the ERP refuses a document dated before one that it has numbered.
      order: 'any',
      // After a time-out the ERP may still act for this long: above the time-out of one call.
      settleTimeMs: 2 * requestTimeoutMs,
    },

    /** Looks whether posting can work. Writes nothing, and never throws: what fails is a result with `ok: false`. */
    async check() {
      return notWritten(
        'check',
        'look up the connection and each of setup.accounts, setup.taxCodes and setup.currencies',
      );
    },

    /** find(references, options): what is posted under them, as a map; what the ERP does not hold is absent. */
    async find() {
      return notWritten('find', 'ask the ERP what it holds under these references, many at once');
    },

    /** post(posting, options): `posted` with a receipt, `rejected` with a problem, or `uncertain`. */
    async post() {
      return notWritten(
        'post',
        'look, refuse what must be refused, send it once under posting.reference, read it back',
      );
    },

    /** list({ since, signal }): everything under our references. */
    async *list() {
      return notWritten('list', 'all that is posted, oldest first, page by page, from the day `since` on');
    },

    // The next three are optional: take them out where the ERP cannot do it, and say so in `cannot` of the test.

    /** preflight(posting, options): why `post` would refuse it; undefined when nothing speaks against it. */
    async preflight() {
      return notWritten('preflight', 'say what post would refuse, and write nothing: dry runs rest on it');
    },

    /** firstOpenDay(posting, options): for documents of closed periods, where the configuration moves them. */
    async firstOpenDay() {
      return notWritten('firstOpenDay', 'the first day, from posting.date on, that lies in an open period');
    },

    /** chart(options): what a first configuration is written from. */
    async chart() {
      return notWritten('chart', 'tell accounts, VAT codes with their rates, and currencies');
    },

    /** Lets connections go. May be called twice. */
    async close() {
      return undefined;
    },
  };
}

interface Options {
  readonly url: string;
  readonly requestTimeoutMs: number;
}

/** What stands under `erp.options` in sync.config.yaml. (Larger options are best read with zod.) */
function readOptions(options: unknown): Options {
  const { url, requestTimeoutMs = 30_000 } = (options ?? {}) as Partial<Options>;
  if (typeof url !== 'string') throw new Error('options.url must be the address of my-erp');
  if (typeof requestTimeoutMs !== 'number') throw new Error('options.requestTimeoutMs must be milliseconds');
  return { url, requestTimeoutMs };
}
