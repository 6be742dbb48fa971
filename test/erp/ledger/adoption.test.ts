import type { ExternalReference } from '../../../src/document';
import type { ErpAdapter } from '../../../src/erp/adapter';
import type { Adoption, UnlinkedDocument } from '../../../src/erp/adoption';
import { decimal, formatAmount } from '../../../src/money';
import { bookByHand, type ByHand } from './by-hand';
import { createLedgerDatabase, posted, type LedgerDatabase } from './ledger-database';
import { day, invoice } from './postings';

let database: LedgerDatabase;
let ledger: ErpAdapter;
let adoption: Adoption;
beforeEach(async () => {
  database = await createLedgerDatabase();
  ledger = database.ledger();
  if (ledger.adoption === undefined) throw new Error('the ledger adopts nothing');
  ({ adoption } = ledger);
});
afterEach(() => database.drop());

const MARCH = { from: day('2026-03-01'), to: day('2026-03-31') };
const REFERENCE: ExternalReference = 'traede:acme:invoice:1042';
const BY_HAND: ByHand = {
  kind: 'invoice',
  ...{ number: 'H-1', documentNumber: '10042', date: '2026-03-15' },
  ...{ net: '100.00', tax: '25.00', customer: 'C1' },
};

async function unlinked(days = MARCH): Promise<UnlinkedDocument[]> {
  const found: UnlinkedDocument[] = [];
  for await (const document of adoption.unlinked(days)) found.push(document);
  return found;
}

async function onlyUnlinked(): Promise<UnlinkedDocument> {
  const [document, ...others] = await unlinked();
  if (document === undefined || others.length > 0) throw new Error('there is not exactly one');
  return document;
}

async function documentRow(): Promise<unknown> {
  const { rows } = await database.pool.query<Record<string, unknown>>(
    `select to_jsonb(d) - 'external_reference' - 'reference_before' as row from ledger.documents d order by id limit 1`,
  );
  return rows[0]?.['row'];
}

describe('unlinked', () => {
  it('lists what others entered, of the days that are asked for, oldest first, and nothing of ours', async () => {
    await bookByHand(database.pool, {
      ...BY_HAND,
      number: 'H-2',
      date: '2026-03-31',
      reference: 'e-conomic 7',
    });
    await bookByHand(database.pool, { ...BY_HAND, date: '2026-03-01' });
    await bookByHand(database.pool, { ...BY_HAND, number: 'H-3', date: '2026-02-28' });
    await bookByHand(database.pool, { ...BY_HAND, number: 'H-4', date: '2026-04-01' });
    await bookByHand(database.pool, { ...BY_HAND, number: 'H-5', reference: 'traede:other:invoice:7' });
    posted(await ledger.post(invoice(1, { date: day('2026-03-10') })));
    const found = await unlinked();
    expect(found.map(({ number, texts }) => [number, texts])).toEqual([
      ['H-1', ['10042', 'by hand']],
      ['H-2', ['10042', 'e-conomic 7', 'by hand']],
    ]);
    expect(found[0]).toMatchObject({
      ...{ kind: 'invoice', date: '2026-03-01', currency: 'DKK' },
      customer: { by: 'number', values: ['C1'] },
    });
    expect(formatAmount(found[0]?.total ?? decimal(0))).toBe('125.00');
  });

  it('passes from page to page without losing or repeating one', async () => {
    await bookByHand(database.pool, BY_HAND);
    await database.pool.query(
      `with more as (
         insert into ledger.entries (journal, date, currency, text)
         select 'sales', date '2026-03-01' + n % 31, 'DKK', 'copy' from generate_series(1, 1100) n
         returning id, date
       ), lines as (
         insert into ledger.entry_lines (entry_id, line_number, account, debit, credit, text)
         select id, n, '1010', 0, 0, '' from more, generate_series(1, 2) n
       )
       insert into ledger.documents (entry_id, number, kind, date, currency, net, tax, total, customer, text)
       select id, 'C-' || id, 'invoice', date, 'DKK', 0, 0, 0, 'C1', '' from more`,
    );
    const found = await unlinked();
    expect(new Set(found.map(({ erpId }) => erpId)).size).toBe(1_101);
    expect(found.map(({ date }) => date)).toEqual(found.map(({ date }) => date).toSorted());
  });
});

describe('link', () => {
  it('puts our reference on the document, and changes nothing else', async () => {
    await bookByHand(database.pool, { ...BY_HAND, reference: 'e-conomic 7' });
    const document = await onlyUnlinked();
    const before = await documentRow();
    expect(await adoption.link(document, REFERENCE)).toMatchObject({
      kind: 'linked',
      receipt: { reference: REFERENCE, number: 'H-1' },
    });
    expect(await documentRow()).toEqual(before);
    expect(await unlinked()).toEqual([]);
    expect((await ledger.find([REFERENCE])).get(REFERENCE)?.erpId).toBe(document.erpId);
    const { rows } = await database.pool.query('select reference_before from ledger.documents');
    expect(rows).toEqual([{ reference_before: 'e-conomic 7' }]);
  });

  it('does nothing the second time, and once by many at once', async () => {
    await bookByHand(database.pool, BY_HAND);
    const document = await onlyUnlinked();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => adoption.link(document, REFERENCE)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(8).fill('linked'));
    expect(await adoption.link(document, REFERENCE)).toMatchObject({ kind: 'linked' });
  });

  it('gives one reference to one document, and one document one reference, whoever is faster', async () => {
    await bookByHand(database.pool, BY_HAND);
    await bookByHand(database.pool, { ...BY_HAND, number: 'H-2' });
    const [a, b] = await unlinked();
    if (a === undefined || b === undefined) throw new Error('two are expected');
    const same = await Promise.all([adoption.link(a, REFERENCE), adoption.link(b, REFERENCE)]);
    expect(same.map(({ kind }) => kind).sort()).toEqual(['linked', 'refused']);
    const linked = same[0].kind === 'linked' ? a : b;
    expect(await adoption.link(linked, 'traede:acme:invoice:1043')).toEqual({
      kind: 'refused',
      why: 'linked-elsewhere',
    });
  });

  it('and a posting under the same reference exclude each other', async () => {
    for (let id = 1; id <= 10; id += 1) {
      const number = `H-${id}`;
      await bookByHand(database.pool, { ...BY_HAND, number });
      const document = (await unlinked()).find((one) => one.number === number);
      if (document === undefined) throw new Error('it is not listed');
      const posting = invoice(id, { date: day('2026-03-10') });
      const [outcome, link] = await Promise.all([
        ledger.post(posting),
        adoption.link(document, posting.reference),
      ]);
      const { rows } = await database.pool.query(
        'select number from ledger.documents where external_reference = $1',
        [posting.reference],
      );
      expect(rows).toHaveLength(1);
      expect(posted(outcome).number === number).toBe(link.kind === 'linked');
    }
  });

  it.each<[string, Partial<UnlinkedDocument>]>([
    ['total', { total: decimal('125.01') }],
    ['tax', { tax: decimal('24.99') }],
    ['currency', { currency: 'SEK' }],
    ['date', { date: day('2026-03-16') }],
    ['id', { erpId: '4711' }],
  ])('refuses a document whose %s is another by now', async (_name, change) => {
    await bookByHand(database.pool, BY_HAND);
    const document = await onlyUnlinked();
    expect(await adoption.link({ ...document, ...change }, REFERENCE)).toEqual({
      kind: 'refused',
      why: 'changed',
    });
    expect(await unlinked()).toHaveLength(1);
  });

  it('leaves everything else on a posted document as final as it was', async () => {
    await bookByHand(database.pool, BY_HAND);
    for (const change of [
      `total = total + 1, net = net + 1, external_reference = 'traede:acme:invoice:1'`,
      `external_reference = 'not ours'`,
      `text = 'changed'`,
    ]) {
      await expect(database.pool.query(`update ledger.documents set ${change}`)).rejects.toMatchObject({
        constraint: 'posted_is_final',
      });
    }
    await adoption.link(await onlyUnlinked(), REFERENCE);
    await expect(
      database.pool.query(
        `update ledger.documents set external_reference = 'traede:acme:invoice:2', reference_before = external_reference`,
      ),
    ).rejects.toMatchObject({ constraint: 'posted_is_final' });
  });
});
