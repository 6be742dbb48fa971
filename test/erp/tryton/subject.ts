import type { ConformanceSubject, ConnectOptions, ErpFacts, OpenedErp } from '../../../src/adapter-testing';
import type { SalesPosting } from '../../../src/accounting/posting';
import { parseExternalReference, type ExternalReference } from '../../../src/document';
import { decimal } from '../../../src/money';
import type { TrytonOptions } from '../../../src/erp/tryton';
import { DANISH_BOOKS } from '../../adapter-testing/danish-books';
import { day, invoice } from '../ledger/postings';
import { keptPassword } from '../provisioning/kept-password';
import { trytonFolder, type TrytonSeries } from './folder';
import { startLossyProxy } from './lossy-proxy';
import { makeAccountAdministrator, openTestBooks, posted, type TestBooks } from './test-books';

/** The facts' days lie in the past or in the future, as the clock will have it. */
const ACKNOWLEDGING = { acknowledgedWarnings: ['invoice_payment_term', 'invoice_date_future'] };
const WRONG_PASSWORD = 'a-wrong-password-4711';

const { currency, openDay, laterDay, taxCodes, customers } = DANISH_BOOKS;
const OPEN_DAY = day(openDay);
const CLOSED_DAY = '2026-01-15';

/** Which day is the first open one depends on the dates that were numbered before: it is not among the facts. */
const FACTS: Omit<ErpFacts, 'secrets'> = {
  ...{ currency, openDay, laterDay, taxCodes, customers },
  foreignCurrency: 'EUR',
  closedDay: CLOSED_DAY,
  accounts: {
    sales: '1010',
    shipping: '1110',
    handlingFee: '1120',
    discount: '1130',
    rounding: '1190',
    journal: ['2010', '5400'],
    receivable: '5600',
  },
  mistake: '4711',
};

/** No faster machine needs less; and so many times what a whole posting takes, as a moment may be busier than another. */
const SHORTEST_TIMEOUT_MS = 1_500;
const TIMEOUT_FACTOR = 2;
/** A sweep over every call takes a minute, and many on a busy machine. */
const CHECK_TIMEOUT_MS = 20 * 60_000;

/** The adapter on a real Tryton with clean books. */
export function trytonSubject(
  series: TrytonSeries,
  given: Pick<ConformanceSubject, 'sweepStep'> = {},
): ConformanceSubject {
  return {
    name: `tryton ${series}`,
    facts: { ...FACTS, secrets: [WRONG_PASSWORD, keptPassword(trytonFolder(series))] },
    timing: { checkTimeoutMs: CHECK_TIMEOUT_MS },
    ...given,
    open: () => openTryton(series),
  };
}

async function openTryton(series: TrytonSeries): Promise<OpenedErp> {
  const books = await openTestBooks(series);
  if (series !== '6.0') await makeAccountAdministrator(books);
  await books.sql(`update account_period set state = 'closed' where start_date <= $1 and end_date >= $1`, [
    CLOSED_DAY,
  ]);
  return {
    url: books.server.url,
    timing: { requestTimeoutMs: await measuredTimeoutMs(books) },
    connect: (options) => books.adapter(optionsFor(options)),
    books: {
      count: (reference) => countPosted(books, reference),
      countEverything: () => countEverything(books),
      invoiceOf: (creditNote) => invoiceOf(books, creditNote),
    },
    plantDraft: (reference) => plantDraft(books, reference),
    enterAsOthers: (posting) => enterAsOthers(books, posting),
    close: () => books.close(),
  };
}

/** The first posting is left out, as a server that has just started is slower than it will be. */
async function measuredTimeoutMs(books: TestBooks): Promise<number> {
  const adapter = books.adapter(ACKNOWLEDGING);
  posted(await adapter.post(invoice(1, { date: OPEN_DAY })));
  const startedAtMs = performance.now();
  for (const id of [2, 3]) posted(await adapter.post(invoice(id, { date: OPEN_DAY })));
  const postingMs = (performance.now() - startedAtMs) / 2;
  return Math.round(Math.max(SHORTEST_TIMEOUT_MS, TIMEOUT_FACTOR * postingMs));
}

function optionsFor({
  address,
  requestTimeoutMs,
  credentials,
  configuration,
}: ConnectOptions): Partial<TrytonOptions> {
  return {
    url: address,
    requestTimeoutMs,
    ...(credentials === 'wrong' ? { password: WRONG_PASSWORD } : {}),
    accounts: configuration === 'right' ? ['1010', '1110'] : ['4711'],
    taxCodes: [{ code: 'U25', rate: decimal(25) }],
    currencies: ['DKK', 'EUR'],
    sampleCustomer: 'C1',
    // The kit posts 25 documents for its list.
    listPageSize: 10,
    ...ACKNOWLEDGING,
  };
}

async function countPosted({ sql }: TestBooks, reference: string): Promise<number> {
  const rows = await sql(
    `select id from account_invoice where reference = $1 and state in ('posted', 'paid')
     union all select id from account_move where description = $1 and state = 'posted'`,
    [reference],
  );
  return rows.length;
}

/** Warnings that were acknowledged count too. */
async function countEverything({ sql }: TestBooks): Promise<number> {
  const tables = ['account_invoice', 'account_invoice_line', 'account_invoice_tax', 'account_move'];
  const others = [
    'account_move_line',
    'party_party',
    'party_address',
    'party_identifier',
    'res_user_warning',
  ];
  const counts = [...tables, ...others].map((table) => `(select count(*) from ${table})`).join(' + ');
  const [row] = await sql<{ records: string }>(`select ${counts} as records`);
  return Number(row?.records);
}

async function invoiceOf({ sql }: TestBooks, creditNote: string): Promise<string | undefined> {
  const rows = await sql<{ reference: string }>(
    `select distinct i.reference from account_invoice c
     join account_invoice_line l on l.invoice = c.id
     join account_invoice_line o on l.origin = 'account.invoice.line,' || o.id
     join account_invoice i on i.id = o.invoice
     where c.reference = $1`,
    [creditNote],
  );
  return rows.length === 1 ? rows[0]?.reference : undefined;
}

/** With the printed number where a person writes it, and with the rights that linking needs. */
async function enterAsOthers(books: TestBooks, posting: SalesPosting): Promise<void> {
  const { erpId } = posted(await books.adapter(ACKNOWLEDGING).post(posting));
  await books.sql('update account_invoice set reference = null, description = $2 where id = $1', [
    Number(erpId),
    posting.documentNumber,
  ]);
}

/** As a writer leaves it that dies right before it posts. */
async function plantDraft(books: TestBooks, reference: ExternalReference): Promise<void> {
  const proxy = await startLossyProxy(books.server.url);
  try {
    proxy.failAt(1, 'request-lost', 'model.account.invoice.post');
    const id = parseExternalReference(reference)?.documentId ?? 1;
    const outcome = await books.adapter({ url: proxy.url }).post(invoice(id, { reference }));
    if (outcome.kind !== 'uncertain') throw new Error(`no draft was left, the document was ${outcome.kind}`);
  } finally {
    await proxy.close();
  }
}
