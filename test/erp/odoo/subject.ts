import type { ConformanceSubject, ConnectOptions, OpenedErp } from '../../../src/adapter-testing';
import { isExternalReference, type ExternalReference } from '../../../src/document';
import type { ErpAdapter } from '../../../src/erp/adapter';
import { createOdoo, type OdooOptions } from '../../../src/erp/odoo';
import { externalId, externalIdName } from '../../../src/erp/odoo/external-id';
import { decimal } from '../../../src/money';
import { DANISH_BOOKS } from '../../adapter-testing/danish-books';
import { day } from '../ledger/postings';
import type { OdooRelease } from './folder';
import { callOdoo } from './past-the-adapter';
import type { OdooServer } from './server';
import { openOdooBooks, type OdooBooks } from './test-books';

const WRONG_KEY = 'a-wrong-key-0815-4711';
const UNKNOWN_ACCOUNT = '4711';
/** A call takes a tenth of a second, on a busy machine ten times that. */
const REQUEST_TIMEOUT_MS = 4_000;
/** The documents for `list` alone take five minutes on a busy machine. */
const CHECK_TIMEOUT_MS = 20 * 60_000;
/** As much again for a request that arrives late, and is then worked on. */
const SETTLE_FACTOR = 1.75;

/** What the kit looks at on a real Odoo: `19.0` over JSON-2, `14.0` over JSON-RPC. */
export function odooSubject(release: OdooRelease): ConformanceSubject {
  return {
    name: `odoo ${release}`,
    facts: { ...DANISH_BOOKS, mistake: UNKNOWN_ACCOUNT, secrets: [WRONG_KEY] },
    timing: { requestTimeoutMs: REQUEST_TIMEOUT_MS, checkTimeoutMs: CHECK_TIMEOUT_MS },
    // Above two batches of 100.
    listedDocuments: 205,
    open: async () => opened(await openOdooBooks(release)),
  };
}

export function opened(books: OdooBooks): OpenedErp {
  const { server } = books;
  return {
    url: server.url,
    connect: (options) => connectTo(server, options),
    books: {
      count: async (reference) => (await postedUnder(books, reference)).length,
      invoiceOf: (creditNote) => invoiceOf(books, creditNote),
    },
    plantDraft: (reference) => plantDraft(server, reference),
    close: () => books.close(),
  };
}

/** How each release is spoken to, with the bookkeeper's right credentials. */
export function optionsFor({ release, url, database, company, password }: OdooServer): OdooOptions {
  return release === '19.0'
    ? { url, database, api: 'json-2', key: company.keys.traede }
    : { url, database, api: 'json-rpc', user: 'traede', key: password };
}

function connectTo(server: OdooServer, options: ConnectOptions): ErpAdapter {
  const { address, requestTimeoutMs, credentials, configuration } = options;
  const right = optionsFor(server);
  return createOdoo({
    ...right,
    url: address,
    key: credentials === 'right' ? right.key : WRONG_KEY,
    requestTimeoutMs,
    settleTimeMs: requestTimeoutMs * SETTLE_FACTOR,
    accounts: [configuration === 'right' ? DANISH_BOOKS.accounts.sales : UNKNOWN_ACCOUNT],
    taxCodes: [{ code: 'U25', rate: decimal(25) }],
    currencies: ['DKK', 'EUR'],
    sampleCustomer: 'C1',
    today: () => day(DANISH_BOOKS.openDay),
  });
}

/** By `ref` as well as by external id: a document that lost its claim would still be one too many. */
export function postedUnder(
  { sql }: OdooBooks,
  reference: string,
): Promise<{ id: number; reversed_entry_id: number | null }[]> {
  return sql(
    `select m.id, m.reversed_entry_id from account_move m
     where m.state = 'posted' and (m.ref = $1 or m.id in (
       select res_id from ir_model_data where module = 'traede' and model = 'account.move' and name = $2))`,
    [reference, externalIdName(asReference(reference))],
  );
}

function asReference(text: string): ExternalReference {
  if (isExternalReference(text)) return text;
  throw new TypeError(`not a reference of ours: ${text}`);
}

async function invoiceOf(books: OdooBooks, creditNote: string): Promise<string | undefined> {
  const [posted] = await postedUnder(books, creditNote);
  const rows = await books.sql<{ ref: string }>('select ref from account_move where id = $1', [
    posted?.reversed_entry_id,
  ]);
  return rows[0]?.ref;
}

/** A bookkeeper's half-done work under our external id. */
async function plantDraft(server: OdooServer, reference: ExternalReference): Promise<void> {
  const fields = ['id', 'move_type', 'ref', 'invoice_date', 'date'];
  const { openDay } = DANISH_BOOKS;
  const row = [externalId(reference), 'out_invoice', reference, openDay, openDay];
  await callOdoo(server, 'account.move', 'load', [fields, [row]]);
}
