import { doubtfulDocuments } from '../../src/delivery/adoption/reading';
import type { Doubt } from '../../src/adoption/doubts';
import type { DocumentType } from '../../src/document';
import { decimal, formatAmount } from '../../src/money';
import { parsePlainDate } from '../../src/plain-date';
import { addDays } from '../../src/reconciliation/period';
import { bookByHand, type ByHand } from '../erp/ledger/by-hand';
import { openBooks, SYSTEM_ID, type Books } from '../reconciliation/books';
import { START_TIMEOUT_MS } from '../support/temporal';
import { adoptOn, ALL_TIME } from './adopt';
import { asEntered, readTraede, type BookedInTraede } from './by-hand';

const COUNTS = { invoice: 300, 'credit-note': 60, 'accounting-entry': 140 };
const TEST_TIMEOUT_MS = 300_000;

/** What a person does otherwise than TRAEDE, and what must be said of it. */
interface Slip {
  readonly doubt: Doubt;
  readonly type: DocumentType;
  readonly enter: (right: ByHand) => readonly ByHand[];
}

function moved(date: string, days: number): string {
  const day = parsePlainDate(date);
  if (day === undefined) throw new Error(`not a day: ${date}`);
  return addDays(day, days);
}

function plus(amount: string, more: string): string {
  return formatAmount(decimal(amount).plus(more));
}

const twice: Slip['enter'] = (right) => [right, { ...right, number: `${right.number}-again` }];
const SLIPS: readonly Slip[] = [
  { doubt: 'several-in-erp', type: 'invoice', enter: twice },
  {
    doubt: 'several-in-erp',
    type: 'invoice',
    enter: (right) => [right, { ...right, number: `${right.number}-b`, net: plus(right.net, '1') }],
  },
  { doubt: 'several-in-erp', type: 'credit-note', enter: twice },
  { doubt: 'several-in-erp', type: 'accounting-entry', enter: twice },
  { doubt: 'total-differs', type: 'invoice', enter: (right) => [{ ...right, net: plus(right.net, '0.01') }] },
  {
    doubt: 'total-differs',
    type: 'credit-note',
    enter: (right) => [{ ...right, net: plus(right.net, '-1') }],
  },
  {
    doubt: 'total-differs',
    type: 'accounting-entry',
    enter: (right) => [{ ...right, net: plus(right.net, '9') }],
  },
  { doubt: 'customer-differs', type: 'invoice', enter: (right) => [{ ...right, customer: 'C-other' }] },
  { doubt: 'customer-differs', type: 'invoice', enter: (right) => [{ ...right, customer: 'C-another' }] },
  { doubt: 'customer-differs', type: 'credit-note', enter: (right) => [{ ...right, customer: 'C-other' }] },
  { doubt: 'currency-differs', type: 'invoice', enter: (right) => [{ ...right, currency: 'SEK' }] },
  {
    doubt: 'tax-differs',
    type: 'invoice',
    enter: (right) => [{ ...right, net: plus(right.net, right.tax ?? '0'), tax: '0' }],
  },
  {
    doubt: 'tax-differs',
    type: 'credit-note',
    enter: (right) => [{ ...right, net: plus(right.net, '0.01'), tax: plus(right.tax ?? '0', '-0.01') }],
  },
  { doubt: 'type-differs', type: 'credit-note', enter: (right) => [{ ...right, kind: 'invoice' }] },
  { doubt: 'date-differs', type: 'invoice', enter: (right) => [{ ...right, date: moved(right.date, -40) }] },
  {
    doubt: 'date-differs',
    type: 'accounting-entry',
    enter: (right) => [{ ...right, date: moved(right.date, 1) }],
  },
  {
    doubt: 'accounts-differ',
    type: 'accounting-entry',
    enter: (right) => [{ ...right, accounts: ['1010', right.accounts?.[1] ?? '5600'] }],
  },
  {
    doubt: 'accounts-differ',
    type: 'accounting-entry',
    enter: (right) => [{ ...right, accounts: [right.accounts?.[1] ?? '', right.accounts?.[0] ?? ''] }],
  },
];
/** Beside the slips, two documents of TRAEDE that bear one number. */
const AMBIGUOUS = SLIPS.length + 2;

let books: Books;
let expected: readonly (readonly [name: string, doubt: Doubt])[];

beforeAll(async () => {
  books = await openBooks({ counts: COUNTS });
  expected = await enterByHand(books);
}, START_TIMEOUT_MS + TEST_TIMEOUT_MS);

afterAll(() => books.close());

/** Enters all of TRAEDE's documents, most of them rightly. */
async function enterByHand({ simulator, database, ...given }: Books) {
  const [first, second] = (await readTraede(given)).filter(({ documentType }) => documentType === 'invoice');
  if (first === undefined || second === undefined) throw new Error('there are no invoices');
  simulator.edit('invoice', second.documentId, { invoice_number: Number(first.number) });
  const doubts: (readonly [string, Doubt])[] = [];
  const slips = [...SLIPS];
  for (const document of await readTraede(given)) {
    const right = asEntered(document);
    const same = [first, second].some(({ documentId }) => documentId === document.documentId);
    const isPair = document.documentType === 'invoice' && same;
    const at = isPair ? -1 : slips.findIndex((slip) => fits(slip, document));
    const [slip] = at < 0 ? [] : slips.splice(at, 1);
    for (const entered of slip?.enter(right) ?? [right]) await bookByHand(database.pool, entered);
    if (slip !== undefined) doubts.push([nameOf(document), slip.doubt]);
    // Two numbers in TRAEDE, and twice the number in the ERP.
    if (isPair) doubts.push([nameOf(document), 'several-in-erp']);
  }
  expect(slips).toEqual([]);
  return doubts.toSorted(([a], [b]) => a.localeCompare(b));
}

/** Not at the beginning of a list, and with something to differ in. */
function fits({ type, doubt }: Slip, { documentType, posting }: BookedInTraede): boolean {
  if (documentType !== type) return false;
  if (posting.kind === 'journal-entry') return !posting.amount.eq(0);
  if (doubt === 'currency-differs') return posting.currency !== 'SEK';
  return doubt !== 'tax-differs' || posting.totals.tax.gt('0.01');
}

function nameOf({ documentType, documentId }: Pick<BookedInTraede, 'documentType' | 'documentId'>): string {
  return `${documentType} ${documentId}`;
}

async function documentsInErp(): Promise<number> {
  const { rows } = await books.database.pool.query<{ count: number }>(
    'select count(*)::int as count from ledger.documents',
  );
  return rows[0]?.count ?? 0;
}

async function doubtsOf(adoptionId: number): Promise<readonly (readonly [string, Doubt])[]> {
  const found: (readonly [string, Doubt])[] = [];
  for await (const document of doubtfulDocuments(books.database.pool, adoptionId)) {
    found.push([nameOf(document), document.doubt]);
  }
  return found.toSorted(([a], [b]) => a.localeCompare(b));
}

async function recordedStates(): Promise<unknown> {
  const { rows } = await books.database.pool.query(
    `select state, adopted, count(*)::int as count from delivery.deliveries where system_id = $1
     group by state, adopted order by state`,
    [SYSTEM_ID],
  );
  return rows;
}

const ALL = COUNTS.invoice + COUNTS['credit-note'] + COUNTS['accounting-entry'];

it(
  'says in a dry run what would become of them, and writes nothing',
  async () => {
    const result = await adoptOn(books, { dryRun: true });
    expect(result.outcomes).toMatchObject({ match: ALL - AMBIGUOUS, doubtful: AMBIGUOUS, linked: 0 });
    expect(await doubtsOf(result.adoptionId)).toEqual(expected);
    expect(await recordedStates()).toEqual([]);
    const { rows } = await books.database.pool.query(
      'select id from ledger.documents where external_reference is not null',
    );
    expect(rows).toEqual([]);
  },
  TEST_TIMEOUT_MS,
);

it(
  'links 480 of 500 documents that were booked by hand, lists the 20 ambiguous ones, and posts none',
  async () => {
    expect([ALL, AMBIGUOUS]).toEqual([500, 20]);
    const before = await documentsInErp();
    const result = await adoptOn(books, { confirmed: true });
    expect(result.outcomes).toMatchObject({ match: 0, linked: 480, doubtful: 20, 'not-found': 0, known: 0 });
    expect(result.marked).toBe(480);
    expect(await doubtsOf(result.adoptionId)).toEqual(expected);
    expect(await documentsInErp()).toBe(before);
    expect(await recordedStates()).toEqual([
      { state: 'attention', adopted: false, count: 20 },
      { state: 'exported', adopted: true, count: 480 },
    ]);
  },
  TEST_TIMEOUT_MS,
);

it(
  'leaves nothing for a sync to post, and books that agree but for what is in doubt',
  async () => {
    const before = await documentsInErp();
    await books.sync();
    expect(await documentsInErp()).toBe(before);
    const { classes } = await books.reconcile(ALL_TIME);
    expect(classes).toMatchObject({ agrees: 480, waiting: 20, differs: 0, 'missing-in-erp': 0 });
  },
  TEST_TIMEOUT_MS,
);

it(
  'does nothing more the second time',
  async () => {
    const before = await documentsInErp();
    const result = await adoptOn(books, { confirmed: true });
    expect(result.outcomes).toMatchObject({ match: 0, linked: 0, 'linked-before': 480 });
    expect(await documentsInErp()).toBe(before);
  },
  TEST_TIMEOUT_MS,
);
