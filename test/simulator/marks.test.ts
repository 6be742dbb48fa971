import { startSimulator, type Simulator } from '../../src/simulator';
import { authHeaders, errorDetails, get, idsIn, post, read } from './support/http';

const MARK = '/v10/invoices/mark-as-exported';
const element = (id: number, systemId = 'erp') => ({
  invoice_id: id,
  system_id: systemId,
  note: `note ${id}`,
});

describe('mark-as-exported', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator({
      counts: { invoice: 15, 'credit-note': 3, 'accounting-entry': 3 },
      drafts: { invoice: 1, 'credit-note': 0 },
    });
  });
  afterEach(() => simulator.stop());

  const listed = async (systemId = 'erp', more = '') =>
    idsIn(await get(simulator, `/v10/invoices/export?system_id=${systemId}&limit=60${more}`));
  const bookedIds = () => simulator.documents('invoice').map(({ id }) => id);

  it('takes a document off the list of its system, and of no other', async () => {
    const [first = 0, ...others] = bookedIds();
    expect((await post(simulator, MARK, { invoices: [element(first)] })).status).toBe(200);
    expect(await listed()).toEqual(others);
    expect(await listed('another')).toEqual([first, ...others]);
    expect(simulator.marks('erp', 'invoice').get(first)).toMatchObject({ note: `note ${first}`, times: 1 });
    expect(simulator.marks('another', 'invoice').size).toBe(0);
  });

  it('brings documents again that were marked after not_exported_since', async () => {
    const [first = 0] = bookedIds();
    await post(simulator, MARK, { invoices: [element(first)] });
    expect(await listed()).not.toContain(first);
    expect(await listed('erp', '&not_exported_since=2026-11-20 11:59:59')).toContain(first);
    expect(await listed('erp', '&not_exported_since=2026-11-21 12:00:00')).not.toContain(first);
  });

  it('may be called twice', async () => {
    const [first = 0] = bookedIds();
    await post(simulator, MARK, { invoices: [element(first)] });
    const again = await post(simulator, MARK, { invoices: [{ ...element(first), note: 'again' }] });
    expect(again.status).toBe(200);
    expect(simulator.marks('erp', 'invoice').get(first)).toMatchObject({ note: 'again', times: 2 });
  });

  it.each([
    ['/v10/credit-notes/mark-as-exported', { credit_notes: [{ credit_note_id: 501, system_id: 'erp' }] }],
    [
      '/v10/accounting-entries/mark-as-exported',
      { accounting_entries: [{ accounting_entry_id: 20001, system_id: 'erp', note: 'x' }] },
    ],
  ])('%s has keys of its own', async (path, body) => {
    expect((await post(simulator, path, body)).status).toBe(200);
    expect((await post(simulator, path, { invoices: [element(1001)] })).status).toBe(422);
  });

  it.each([
    ['{', 'the body is not JSON'],
    ['[]', 'the body must be a JSON object'],
    [{}, 'invoices must be a filled array'],
    [{ invoices: [] }, 'invoices must be a filled array'],
    [{ invoices: [element(1001)], extra: 1 }, 'unknown key extra; expected invoices'],
    [{ credit_notes: [] }, 'unknown key credit_notes; expected invoices'],
    [{ invoices: [{ ...element(1001), id: 1 }] }, 'invoices.0: unknown key id'],
    [{ invoices: [{ credit_note_id: 1001, system_id: 'erp' }] }, 'invoices.0: unknown key credit_note_id'],
    [{ invoices: [{ ...element(1001), invoice_id: '1001' }] }, 'invoices.0.invoice_id must be an integer'],
    [{ invoices: [{ invoice_id: 1001, note: '' }] }, 'invoices.0.system_id is required'],
    [{ invoices: [{ ...element(1001), note: 1 }] }, 'invoices.0.note must be a text'],
    [{ invoices: [element(999_999)] }, 'invoice_id 999999 does not exist'],
    [
      { invoices: Array.from({ length: 11 }, (_, index) => element(1001 + index)) },
      'invoices may hold at most 10 elements',
    ],
  ])('refuses %j', async (body, detail) => {
    const answer = await post(simulator, MARK, body);
    expect(answer.status).toBe(422);
    expect(errorDetails(answer)).toEqual([detail]);
    expect(simulator.marks('erp', 'invoice').size).toBe(0);
  });

  it('takes ten at once', async () => {
    const ten = bookedIds().slice(0, 10);
    const answer = await post(simulator, MARK, { invoices: ten.map((id) => element(id)) });
    expect(answer.status).toBe(200);
    expect([...simulator.marks('erp', 'invoice').keys()]).toEqual(ten);
  });

  it('refuses a draft', async () => {
    const draft = Array.from({ length: 16 }, (_, index) => 1001 + index).find(
      (id) => !bookedIds().includes(id),
    );
    const answer = await post(simulator, MARK, { invoices: [element(draft ?? 0)] });
    expect(errorDetails(answer)).toEqual([`invoice_id ${String(draft)} is not booked`]);
  });

  it('refuses a body that does not say that it is JSON', async () => {
    const headers = { ...authHeaders(simulator), 'content-type': 'text/plain' };
    const body = JSON.stringify({ invoices: [element(1001)] });
    const answer = await read(await fetch(`${simulator.url}${MARK}`, { method: 'POST', headers, body }));
    expect(errorDetails(answer)).toEqual(['Content-Type must be application/json']);
  });

  it('marks nothing of a call with one bad element, or the good ones when told so', async () => {
    const [first = 0] = bookedIds();
    const body = { invoices: [element(first), element(999_999)] };
    expect((await post(simulator, MARK, body)).status).toBe(422);
    expect(simulator.marks('erp', 'invoice').size).toBe(0);
    simulator.setBehaviour({ partialMarks: true });
    expect((await post(simulator, MARK, body)).status).toBe(422);
    expect([...simulator.marks('erp', 'invoice').keys()]).toEqual([first]);
  });

  it.each([
    ['no-content', 204, ''],
    ['empty', 200, ''],
    ['empty-object', 200, '{}'],
  ] as const)('can answer %s', async (markAnswer, status, text) => {
    simulator.setBehaviour({ markAnswer });
    const [first = 0] = bookedIds();
    const answer = await post(simulator, MARK, { invoices: [element(first)] });
    expect([answer.status, answer.text]).toEqual([status, text]);
    expect(simulator.marks('erp', 'invoice').has(first)).toBe(true);
  });
});
