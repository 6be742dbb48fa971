import { startSimulator, type Behaviour, type Simulator, type SimulatorOptions } from '../../src/simulator';
import { documentsIn, get, idsIn, object, walk } from './support/http';

const EXPORT = '/v10/invoices/export?system_id=erp';
const COUNT = 50;

describe('list behaviours', () => {
  let simulator: Simulator | undefined;
  afterEach(() => simulator?.stop());

  async function start(behaviour: Partial<Behaviour>, options: SimulatorOptions = {}): Promise<Simulator> {
    const counts = { invoice: COUNT, 'credit-note': 12, 'accounting-entry': 12 };
    simulator = await startSimulator({ behaviour, counts, drafts: { invoice: 0 }, ...options });
    return simulator;
  }
  const allIds = (of: Simulator) => of.documents('invoice').map(({ id }) => id);

  it('order: id-asc and id-desc', async () => {
    const running = await start({ order: 'id-asc' });
    expect((await walk(running, 20)).flat()).toEqual(allIds(running));
    running.setBehaviour({ order: 'id-desc' });
    expect((await walk(running, 20)).flat()).toEqual(allIds(running).reverse());
  });

  it('order: created-desc', async () => {
    const running = await start({ order: 'created-desc' });
    const dates = documentsIn(await get(running, `${EXPORT}&limit=60`)).map((one) =>
      String(one['created_at']),
    );
    expect(dates).toHaveLength(COUNT);
    expect(dates).toEqual(dates.toSorted().reverse());
  });

  it('order: random-per-call, drawn from the seed', async () => {
    const running = await start({ order: 'random-per-call' });
    const calls = [
      idsIn(await get(running, `${EXPORT}&limit=60`)),
      idsIn(await get(running, `${EXPORT}&limit=60`)),
    ];
    expect(calls[0]).not.toEqual(calls[1]);
    expect(calls[0]?.toSorted()).toEqual(allIds(running));
    await running.stop();
    const again = await start({ order: 'random-per-call' });
    expect(idsIn(await get(again, `${EXPORT}&limit=60`))).toEqual(calls[0]);
  });

  it('pageShort: shorter pages, but no document left out', async () => {
    const running = await start({ pageShort: true });
    const pages = await walk(running, 10);
    expect(pages.flat()).toEqual(allIds(running));
    expect(new Set(pages.map(({ length }) => length)).size).toBeGreaterThan(2);
    expect(pages.every(({ length }) => length <= 10)).toBe(true);
  });

  it('ignorePaging', async () => {
    const running = await start({ ignorePaging: 'first-page' });
    const first = await get(running, `${EXPORT}&limit=10`);
    expect((await get(running, `${EXPORT}&limit=10&page=3`)).text).toBe(first.text);
    expect(idsIn(first)).toHaveLength(10);
    running.setBehaviour({ ignorePaging: 'everything' });
    expect(idsIn(await get(running, `${EXPORT}&limit=10&page=9`))).toEqual(allIds(running));
  });

  it.each(['same-page', 'across-pages'] as const)('duplicates: %s', async (duplicates) => {
    const running = await start({ duplicates });
    const pages = await walk(running, 10);
    expect([...new Set(pages.flat())]).toEqual(allIds(running));
    expect(pages.flat().length).toBeGreaterThan(COUNT);
    expect(pages.every(({ length }) => length <= 10)).toBe(true);
    const repeatedWithin = pages.some((ids) => new Set(ids).size < ids.length);
    expect(repeatedWithin).toBe(duplicates === 'same-page');
  });

  it('insertWhileWalking: new documents at the front, up to a number', async () => {
    const running = await start({ insertWhileWalking: { perCall: 2, atMost: 5 } });
    const before = allIds(running);
    const seen = (await walk(running, 10)).flat();
    expect(running.documents('invoice')).toHaveLength(COUNT + 5);
    expect(seen.length).toBeGreaterThan(new Set(seen).size);
    const inserted = allIds(running).slice(COUNT).reverse();
    expect(idsIn(await get(running, `${EXPORT}&limit=10`)).slice(0, 5)).toEqual(inserted);
    expect(before.every((id) => seen.includes(id))).toBe(true);
  });

  it('numbersAsStrings: amounts and quantities, but no ids', async () => {
    const running = await start({ numbersAsStrings: true });
    const [document] = documentsIn(await get(running, `${EXPORT}&includes[]=lines`));
    const [original] = running.documents('invoice');
    expect(document?.['id']).toBe(original?.id);
    expect(document?.['net_price']).toBe(original?.net_price.toFixed(4));
    expect(document).toHaveProperty(['lines', 0, 'quantity'], original?.lines[0]?.quantity.toFixed(4));
    expect(document).toHaveProperty(['lines', 0, 'product_id'], original?.lines[0]?.product_id);
  });

  it.each([
    ['iso', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z$/],
    ['sql', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/],
    ['plain', /^\d{4}-\d\d-\d\d$/],
  ] as const)('dateFormat: %s', async (dateFormat, form) => {
    const running = await start({ dateFormat });
    const entries = await get(running, '/v10/accounting-entries/export?system_id=erp');
    const [entry] = documentsIn(entries, 'accounting_entries');
    expect(entry?.['created_at']).toMatch(form);
    expect(entry?.['date']).toMatch(dateFormat === 'iso' ? form : /^\d{4}-\d\d-\d\d$/);
  });

  it('documentDates and total: undocumented fields', async () => {
    const running = await start({ documentDates: true, total: true });
    const answer = await get(running, `${EXPORT}&limit=1`);
    const day = /^\d{4}-\d\d-\d\d$/;
    const [invoice] = documentsIn(answer);
    expect(invoice?.['invoice_date']).toMatch(day);
    expect(invoice?.['due_date']).toMatch(day);
    expect(object(answer.json)['total']).toBe(COUNT);
    const creditNotes = await get(running, '/v10/credit-notes/export?system_id=erp');
    const [creditNote] = documentsIn(creditNotes, 'credit_notes');
    expect(creditNote?.['credit_note_date']).toMatch(day);
  });

  it('singleDocument: in an envelope or bare', async () => {
    const running = await start({ singleDocument: 'enveloped' });
    expect((await get(running, '/v10/invoices/1001')).json).toMatchObject({ invoice: { id: 1001 } });
    running.setBehaviour({ singleDocument: 'bare' });
    const { lines, ...bare } = object((await get(running, '/v10/invoices/1001?includes[]=lines')).json);
    expect(bare).toMatchObject({ id: 1001 });
    expect(lines).toHaveLength(running.document('invoice', 1001)?.lines.length ?? 0);
    expect((await get(running, '/v10/invoices/99')).status).toBe(404);
  });

  it('documentLines: large documents', async () => {
    const running = await start({ documentLines: 400 });
    const [document] = documentsIn(await get(running, `${EXPORT}&limit=1&includes[]=lines`));
    expect(document?.['lines']).toHaveLength(400);
  });

  it('mutate: plants a document, and leaves the original alone', async () => {
    const running = await start({
      mutate: (type, document) =>
        type === 'invoice' && document['id'] === 1002 ? { ...document, net_price: 'a lot' } : document,
    });
    const sent = documentsIn(await get(running, EXPORT)).map((document) => document['net_price']);
    expect(sent[1]).toBe('a lot');
    expect(sent[0]).toBe(running.document('invoice', 1001)?.net_price);
    expect(typeof running.document('invoice', 1002)?.net_price).toBe('number');
  });

  it('a draft that is booked comes into the list', async () => {
    const running = await start({}, { drafts: { invoice: 1 } });
    const draft = Array.from({ length: COUNT + 1 }, (_, index) =>
      running.document('invoice', 1001 + index),
    ).find((document) => document?.status === 'draft');
    const id = draft?.id ?? 0;
    expect(allIds(running)).not.toContain(id);
    running.edit('invoice', id, { status: 'booked', invoice_number: 77 });
    expect(allIds(running)).toContain(id);
    expect(() => running.edit('invoice', 5, {})).toThrow('invoice 5 does not exist');
  });
});
