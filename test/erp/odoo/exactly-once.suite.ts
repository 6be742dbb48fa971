import { z } from 'zod';
import type { Posting } from '../../../src/accounting/posting';
import type { ErpAdapter } from '../../../src/erp/adapter';
import { externalId, externalIdName } from '../../../src/erp/odoo/external-id';
import { formatAmount } from '../../../src/money';
import { day, invoice, journalEntry } from '../ledger/postings';
import { callOdoo } from './past-the-adapter';
import {
  openSuiteBooks,
  posted,
  PROVISIONING_TIMEOUT_MS,
  refusal,
  RELEASE,
  statesOf,
  type SuiteBooks,
} from './suite-books';

let books: SuiteBooks;
let odoo: ErpAdapter;

beforeAll(async () => {
  books = await openSuiteBooks();
  odoo = books.adapter();
}, PROVISIONING_TIMEOUT_MS);
afterAll(() => books.close(), 60_000);

/** What a bookkeeper does by hand in Odoo. */
const byHand = (method: string, id: string | number, ...args: readonly unknown[]) =>
  callOdoo(books.server, 'account.move', method, [[Number(id)], ...args]);

async function idOf(
  table: 'res_partner' | 'account_journal',
  column: string,
  value: string,
): Promise<string> {
  const [row] = await books.sql<{ id: number }>(`select id from ${table} where ${column} = $1`, [value]);
  return String(row?.id);
}

const ids = z.tuple([z.number()]);
const loaded = z.object({ ids });

/** A draft as an attempt leaves it that died right after its claim, or after its lines. */
async function leaveDraft(posting: Posting, customer: string, withLine: boolean): Promise<number> {
  const { date, reference } = posting;
  const header = {
    id: externalId(reference),
    move_type: 'out_invoice',
    'journal_id/.id': await idOf('account_journal', 'code', 'INV'),
    'partner_id/.id': await idOf('res_partner', 'ref', customer),
    ref: reference,
    invoice_date: date,
    date,
  };
  const [fields, row] = [Object.keys(header), Object.values(header)];
  const made = await callOdoo(books.server, 'account.move', 'load', [fields, [row]]);
  const [id] = loaded.parse(made).ids;
  if (withLine) {
    const [account] = await callOdoo(books.server, 'account.account', 'search', [
      [['code', '=', '1010']],
    ]).then((found) => ids.parse(found));
    const line = { name: 'left behind', quantity: 1, price_unit: 7, account_id: account };
    await byHand('write', id, { invoice_line_ids: [[0, 0, line]] });
  }
  return id;
}

describe('a draft that was left behind', () => {
  it('is completed, whatever lines it has', async () => {
    const posting = invoice(1);
    const id = await leaveDraft(posting, 'C1', true);
    const receipt = posted(await odoo.post(posting));
    expect(receipt.erpId).toBe(String(id));
    expect(receipt.lines.map(({ net }) => formatAmount(net))).toEqual(['149.00', '33.33']);
    expect(await statesOf(books, posting.reference)).toEqual(['posted']);
  });

  it('gives way where the document has changed since', async () => {
    const posting = invoice(2);
    const id = await leaveDraft({ ...posting, date: day('2026-11-19') }, 'C2', false);
    const receipt = posted(await odoo.post(posting));
    expect(receipt.erpId).not.toBe(String(id));
    expect(receipt.date).toBe('2026-11-20');
    expect(await statesOf(books, posting.reference)).toEqual(['posted']);
  });
});

describe('what people do by hand', () => {
  it('a document that was posted by hand from our draft is ours', async () => {
    const posting = invoice(10);
    const id = await leaveDraft(posting, 'C1', true);
    await byHand('action_post', id);
    const receipt = posted(await odoo.post(posting));
    expect(receipt.erpId).toBe(String(id));
    expect(formatAmount(receipt.net)).toBe('7.00');
    expect(await statesOf(books, posting.reference)).toEqual(['posted']);
  });

  it('a document whose reference was changed by hand is still found and listed, and not posted again', async () => {
    const posting = invoice(11);
    const receipt = posted(await odoo.post(posting));
    await byHand('write', receipt.erpId, { ref: 'their own words' });
    expect((await odoo.find([posting.reference])).get(posting.reference)?.erpId).toBe(receipt.erpId);
    expect(posted(await odoo.post(posting)).erpId).toBe(receipt.erpId);
    const listed: string[] = [];
    for await (const { reference } of odoo.list()) listed.push(reference);
    expect(listed).toContain(posting.reference);
  });

  it('a document that was set back to draft is not in the books; posted again it keeps its number', async () => {
    const posting = invoice(12);
    const receipt = posted(await odoo.post(posting));
    await byHand('button_draft', receipt.erpId);
    expect(await odoo.find([posting.reference])).toEqual(new Map());
    expect(posted(await odoo.post(posting))).toMatchObject({ erpId: receipt.erpId, number: receipt.number });
    expect(await statesOf(books, posting.reference)).toEqual(['posted']);
  });

  it('a document that was cancelled waits for a person', async () => {
    const posting = invoice(13);
    const receipt = posted(await odoo.post(posting));
    await byHand('button_draft', receipt.erpId);
    await byHand('button_cancel', receipt.erpId);
    expect(await odoo.find([posting.reference])).toEqual(new Map());
    expect(refusal(await odoo.post(posting))).toMatch(/^erp-rejected: .*, cancelled\.$/);
    expect(await statesOf(books, posting.reference)).toEqual(['cancel']);
  });

  it('a draft that was removed is made anew', async () => {
    const posting = invoice(14);
    await byHand('unlink', await leaveDraft(posting, 'C1', false));
    posted(await odoo.post(posting));
    expect(await statesOf(books, posting.reference)).toEqual(['posted']);
  });

  it('an external id that belongs to nothing of this company waits for a person', async () => {
    const posting = invoice(15);
    await books.sql(
      `insert into ir_model_data (module, name, model, res_id, noupdate)
       values ('traede', $1, 'account.move', 987654321, true)`,
      [externalIdName(posting.reference)],
    );
    expect(refusal(await odoo.post(posting))).toContain('traede.acme.invoice.15');
    expect(await odoo.find([posting.reference])).toEqual(new Map());
    expect(await statesOf(books, posting.reference)).toEqual([]);
  });
});

it('the list goes on from batch to batch of external ids', async () => {
  const [first, last] = [invoice(20), invoice(21)];
  posted(await odoo.post(first));
  await books.sql(
    `insert into ir_model_data (module, name, model, res_id)
     select 'traede', 'other.invoice.' || n, 'account.move', 900000000 + n from generate_series(1, 4500) n`,
  );
  posted(await odoo.post(last));
  const listed: string[] = [];
  for await (const { reference } of odoo.list({ since: day('2026-11-20') })) listed.push(reference);
  expect(listed).toEqual(expect.arrayContaining([first.reference, last.reference]));
  expect(new Set(listed).size).toBe(listed.length);
  await books.sql("delete from ir_model_data where name like 'other.invoice.%'");
});

describe('many writers at once', () => {
  /** 14 wants one writer, and the delivery protocol gives it one: even so there is one document. */
  const WRITERS = RELEASE === '19.0' ? 8 : 3;
  const ROUNDS = 3;

  it.each([
    ['invoice', (id: number) => invoice(100 + id)],
    ['entry', (id: number) => journalEntry(100 + id)],
  ])('make one document of one %s', async (_what, make) => {
    const writers = Array.from({ length: WRITERS }, () => books.adapter());
    for (let round = 1; round <= ROUNDS; round += 1) {
      const posting = make(round);
      const outcomes = await Promise.all(writers.map((writer) => writer.post(posting)));
      expect(outcomes.filter(({ kind }) => kind === 'rejected')).toEqual([]);
      const receipt = posted(await odoo.post(posting));
      for (const outcome of outcomes) {
        if (outcome.kind === 'posted') expect(outcome.receipt.erpId).toBe(receipt.erpId);
      }
      expect(await statesOf(books, posting.reference)).toEqual(['posted']);
      expect(receipt.lines).toHaveLength(posting.lines.length);
    }
  });

  it('who disagree about its content make one document, of one content', async () => {
    const one = invoice(200);
    const other = invoice(200, { date: day('2026-11-21'), lines: [{ net: '8.00', tax: '2.00' }] });
    const [first, second] = [books.adapter(), books.adapter()];
    await Promise.all([first.post(one), second.post(other)]);
    const { net, date } = posted(await odoo.post(one));
    expect(['182.33 2026-11-20', '8.00 2026-11-21']).toContain(`${formatAmount(net)} ${date}`);
    expect(await statesOf(books, one.reference)).toEqual(['posted']);
  });
});
