import { createAdoptActivities } from '../../../activities/adopt-index';
import type { SalesPosting } from '../../../src/accounting/posting';
import { OPEN_RULES } from '../../../src/accounting/rules';
import type { Doubt } from '../../../src/adoption/doubts';
import { customerKeysOfPosting, keysOfDocument } from '../../../src/adoption/keys';
import { createAdoptionRecord, type AdoptionRecord } from '../../../src/delivery/adoption';
import { doubtfulDocuments } from '../../../src/delivery/adoption/reading';
import { createDeliveryRecord } from '../../../src/delivery/record';
import { parseExternalReference } from '../../../src/document';
import type { ErpAdapter, Receipt } from '../../../src/erp/adapter';
import type { Adoption, UnlinkedDocument } from '../../../src/erp/adoption';
import { expectedOf } from '../../../src/reconciliation/booked';
import { createFakeTraede } from '../../activities/fake-traede';
import { perform } from '../../activities/stage';
import { createDeliveryDatabase } from '../../delivery/world';
import type { TestDatabase } from '../../support/database';
import { creditNote, day, invoice } from '../ledger/postings';
import { startLossyProxy } from './lossy-proxy';
import {
  makeAccountAdministrator,
  openTestBooks,
  posted,
  PROVISIONING_TIMEOUT_MS,
  SERIES,
  type TestBooks,
} from './test-books';

let books: TestBooks;
let tryton: ErpAdapter;
beforeAll(async () => {
  books = await openTestBooks();
  if (SERIES !== '6.0') await makeAccountAdministrator(books);
  tryton = books.adapter({ unlinkedCreditNotes: 'allow' });
}, PROVISIONING_TIMEOUT_MS);
afterAll(() => books.close());

const NOVEMBER = { from: day('2026-11-01'), to: day('2026-11-30') };
/** Posting twenty documents takes half a minute, and many on a busy machine. */
const TEST_TIMEOUT_MS = 900_000;

function adoptionOf({ adoption }: ErpAdapter): Adoption {
  if (adoption === undefined) throw new Error('it adopts nothing');
  return adoption;
}

/** As an invoice that a person entered: our reference is not on it, the printed number is. */
async function enter(
  posting: SalesPosting,
  field: 'reference' | 'description' = 'reference',
): Promise<Receipt> {
  const receipt = posted(await tryton.post(posting));
  const texts = { reference: [posting.documentNumber, null], description: [null, posting.documentNumber] }[
    field
  ];
  await books.sql('update account_invoice set reference = $2, description = $3 where id = $1', [
    Number(receipt.erpId),
    ...texts,
  ]);
  return receipt;
}

async function unlinked(adapter = tryton): Promise<UnlinkedDocument[]> {
  const found: UnlinkedDocument[] = [];
  for await (const document of adoptionOf(adapter).unlinked(NOVEMBER)) found.push(document);
  return found;
}

/** All that counts in the books: documents, their amounts, states and moves. */
async function booksOf(): Promise<unknown> {
  const [row] = await books.sql(
    `select (select count(*) from account_invoice) as invoices,
       (select json_agg(array[id::text, state, number, total_amount_cache::text, move::text] order by id)
        from account_invoice) as held,
       (select count(*) from account_move) as moves,
       (select sum(debit)::text || '/' || sum(credit)::text || '/' || count(*) from account_move_line) as lines`,
  );
  return row;
}

if (SERIES === '6.0') {
  it('is not to be had on 6.0, which lets nothing on a posted document be changed', () => {
    expect(tryton.adoption).toBeUndefined();
  });
} else {
  describe('adoption', () => {
    adopting();
  });
}

function adopting(): void {
  it(
    'puts our reference on a posted invoice, keeps what stood there, and changes nothing that counts',
    async () => {
      const posting = invoice(900, { date: day('2026-11-02') });
      const { erpId } = await enter(posting);
      const [document] = await unlinked();
      expect(document).toMatchObject({
        ...{ erpId, kind: 'invoice', texts: ['10900'], date: '2026-11-02', currency: 'DKK' },
        customer: { by: 'number', values: ['C1'] },
      });
      if (document === undefined) throw new Error('it is not listed');
      const before = await booksOf();
      const outcome = await adoptionOf(tryton).link(document, posting.reference);
      expect(outcome).toMatchObject({ kind: 'linked', receipt: { erpId, reference: posting.reference } });
      expect(await adoptionOf(tryton).link(document, posting.reference)).toEqual(outcome);
      expect(await booksOf()).toEqual(before);
      expect(await unlinked()).toEqual([]);
      expect(
        await books.sql('select message from ir_note where resource = $1', [`account.invoice,${erpId}`]),
      ).toEqual([{ message: 'Reference before it was linked with TRAEDE: 10900' }]);
      expect(await adoptionOf(tryton).link(document, 'traede:acme:invoice:901')).toEqual({
        ...{ kind: 'refused', why: 'linked-elsewhere' },
      });
      const other = await enter(invoice(902, { date: day('2026-11-02') }));
      expect(await adoptionOf(tryton).link({ ...document, erpId: other.erpId }, posting.reference)).toEqual({
        ...{ kind: 'refused', why: 'reference-taken' },
      });
      const wrong = { ...document, erpId: other.erpId, total: document.total.plus('0.01') };
      expect(await adoptionOf(tryton).link(wrong, 'traede:acme:invoice:902')).toEqual({
        ...{ kind: 'refused', why: 'changed' },
      });
      await adoptionOf(tryton).link({ ...document, erpId: other.erpId }, 'traede:acme:invoice:902');
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'comes to the same end when any call or its answer is lost',
    async () => {
      const proxy = await startLossyProxy(books.server.url);
      const posting = invoice(700, { date: day('2026-11-03') });
      const { erpId } = await enter(posting, 'description');
      const document = (await unlinked()).find((one) => one.erpId === erpId);
      if (document === undefined) throw new Error('it is not listed');
      for (const fault of ['request-lost', 'answer-lost'] as const) {
        for (let call = 1, isFaultMet = true; isFaultMet; call += 1) {
          await books.sql('update account_invoice set reference = null where id = $1', [Number(erpId)]);
          const adapter = books.adapter({ url: proxy.url, requestTimeoutMs: 20_000 });
          const seen = proxy.methods.length;
          proxy.failAt(call, fault);
          const outcome = await adoptionOf(adapter).link(document, posting.reference);
          isFaultMet = proxy.methods.length - seen >= call;
          expect(outcome.kind).toBe(isFaultMet ? 'uncertain' : 'linked');
          expect(await adoptionOf(tryton).link(document, posting.reference)).toMatchObject({
            kind: 'linked',
          });
        }
      }
      await proxy.close();
    },
    TEST_TIMEOUT_MS,
  );

  it(
    'of 20 documents that were entered by hand, 4 of them ambiguous, links 16, lists 4, and posts none',
    async () => {
      const database = await createDeliveryDatabase();
      const { adoptions, activities, adoptionId } = await openAdoption(database);
      const wanted = postings();
      for (const [index, posting] of wanted.entries()) {
        const { kind, documentNumber, ...changed } = { ...posting, ...SLIPS.get(index)?.entered };
        const entered = { ...changed, kind, documentNumber };
        await enter(entered, index % 2 === 0 ? 'reference' : 'description');
        if (SLIPS.get(index)?.doubt === 'several-in-erp') {
          await enter({ ...entered, reference: `traede:acme:invoice:${9_000 + index}` });
        }
        await store(adoptions, adoptionId, posting);
      }
      const before = await booksOf();
      const types = ['invoice', 'credit-note'] as const;
      const common = { adoptionId, systemId: 'acme' };
      await perform(activities.readUnlinked, { ...common, documentTypes: types, ...NOVEMBER });
      const matched = await perform(activities.matchDocuments, common);
      expect(matched.outcomes).toMatchObject({ match: 16, doubtful: 4 });
      await perform(activities.holdDocuments, { ...common, documentTypes: types });
      for (const documentType of types) {
        await perform(activities.linkDocuments, { ...common, documentType, after: 0 });
      }
      expect(await perform(activities.finishAdoption, common)).toMatchObject({
        linked: 16,
        doubtful: 4,
        match: 0,
      });
      expect(await booksOf()).toEqual(before);
      const held = await tryton.find(wanted.map(({ reference }) => reference));
      expect(held.size).toBe(16);
      const doubts: Doubt[] = [];
      for await (const { doubt } of doubtfulDocuments(database.pool, adoptionId)) doubts.push(doubt);
      expect(doubts.sort()).toEqual([...SLIPS.values()].map(({ doubt }) => doubt).sort());
      await database.drop();
    },
    TEST_TIMEOUT_MS,
  );
}

function linesOf({ lines, totals }: SalesPosting): Partial<SalesPosting> {
  return { lines, totals };
}

/** What a person does otherwise, by place among the postings. */
const SLIPS: ReadonlyMap<number, { readonly doubt: Doubt; readonly entered: Partial<SalesPosting> }> =
  new Map([
    [2, { doubt: 'several-in-erp', entered: {} }],
    [
      5,
      { doubt: 'total-differs', entered: linesOf(invoice(5, { lines: [{ net: '149.01', tax: '37.25' }] })) },
    ],
    [
      8,
      {
        doubt: 'customer-differs',
        entered: { customer: { number: 'C2', name: 'Butik Syd', country: 'SE', vatNumber: null } },
      },
    ],
    [15, { doubt: 'currency-differs', entered: { currency: 'EUR' } }],
  ]);

/** Fourteen invoices, then six credit notes. */
function postings(): readonly SalesPosting[] {
  return Array.from({ length: 20 }, (_, index) => {
    const number = { date: day('2026-11-20'), documentNumber: `N-${index}` };
    return index < 14 ? invoice(index + 1, number) : creditNote(index + 1, number);
  });
}

async function openAdoption({ pool }: TestDatabase) {
  const adoptions = createAdoptionRecord(pool);
  const activities = createAdoptActivities({
    systems: new Map([['acme', { traede: createFakeTraede(), erp: tryton, rules: OPEN_RULES }]]),
    record: createDeliveryRecord(pool),
    attention: { open: () => Promise.resolve() },
    adoptions,
  });
  const { id } = await adoptions.open({
    ...{ workflowId: 'adopt', runId: '1', systemId: 'acme', period: NOVEMBER },
    documentTypes: ['invoice', 'credit-note'],
  });
  return { adoptions, activities, adoptionId: id };
}

/** As it is kept when it was read from TRAEDE. */
async function store(adoptions: AdoptionRecord, adoptionId: number, posting: SalesPosting): Promise<void> {
  const { kind, reference, documentNumber } = posting;
  const documentId = parseExternalReference(reference)?.documentId ?? 0;
  const document = {
    ...{ documentId, number: documentNumber, content: '{}', contentHash: 'hash', kind },
    keys: keysOfDocument(kind, documentNumber, posting),
    customerKeys: customerKeysOfPosting(posting),
    booked: expectedOf(posting, kind),
  };
  await adoptions.storeTraede(adoptionId, kind, [document], false);
}
