import type { Posting } from '../../../src/accounting/posting';
import type { ErpAdapter } from '../../../src/erp/adapter';
import { ErpAccessDeniedError, ErpUnavailableError } from '../../../src/erp/adapter';
import { containing } from '../ledger/matchers';
import { creditNote, invoice, invoiceReference, journalEntry } from '../ledger/postings';
import { startLossyProxy, type Fault, type LossyProxy } from './lossy-proxy';
import {
  openTestBooks,
  posted,
  PROVISIONING_TIMEOUT_MS,
  rejectedCode,
  statesOf,
  type TestBooks,
} from './test-books';

let books: TestBooks;
let proxy: LossyProxy;
/** Speaks to Tryton directly: what is to be found after the loss. */
let direct: ErpAdapter;
beforeAll(async () => {
  books = await openTestBooks();
  proxy = await startLossyProxy(books.server.url);
  direct = books.adapter();
}, PROVISIONING_TIMEOUT_MS);
afterAll(async () => {
  await books.close();
  await proxy.close();
});

function throughProxy(): ErpAdapter {
  return books.adapter({ url: proxy.url, requestTimeoutMs: 20_000 });
}

/** What the delivery protocol does after an uncertain answer: look, and post what is not there. */
async function recover(posting: Posting): Promise<void> {
  const found = await direct.find([posting.reference]);
  if (!found.has(posting.reference)) posted(await direct.post(posting));
  expect(await statesOf(books, posting.reference)).toEqual(['posted']);
}

const SWEEP_TIMEOUT_MS = 300_000;

describe.each<Fault & string>(['request-lost', 'answer-lost'])('%s at each call in turn', (fault) => {
  const start = fault === 'request-lost' ? 1_000 : 2_000;

  it.each<[string, (id: number) => Posting]>([
    ['an invoice', (id) => invoice(id)],
    ['a journal entry', (id) => journalEntry(id)],
  ])(
    'makes the posting of %s uncertain, never double',
    async (_name, make) => {
      let isFaultMet = true;
      let lost = 0;
      for (let call = 1; isFaultMet; call += 1) {
        const adapter = throughProxy();
        const before = proxy.methods.length;
        proxy.failAt(call, fault);
        const posting = make(start + call);
        const outcome = await adapter.post(posting);
        isFaultMet = proxy.methods.length - before >= call;
        if (isFaultMet) {
          lost += 1;
          expect(outcome).toEqual({ kind: 'uncertain', reason: containing('broke off') });
        } else {
          // No call was left to be lost; the fault that is still planned meets the next one, which may fail.
          posted(outcome);
          await adapter.find([]).catch(() => undefined);
        }
        await recover(posting);
      }
      expect(lost).toBeGreaterThan(8);
    },
    SWEEP_TIMEOUT_MS,
  );
});

describe('while it posts', () => {
  const POST = 'model.account.invoice.post';

  it.each<[string, number, Fault]>([
    ['500', 20, { status: 500, body: 'Internal Server Error' }],
    ['502', 21, { insteadOfAnswer: { status: 502, body: '<html>Bad Gateway</html>' } }],
    [
      '503 of something between',
      22,
      { insteadOfAnswer: { status: 503, body: '<html>no healthy upstream</html>' } },
    ],
    ['half a JSON', 23, { insteadOfAnswer: { status: 200, body: '{"id":1,"resu' } }],
    ['something else than Tryton', 24, { insteadOfAnswer: { status: 200, body: '<html>Welcome</html>' } }],
    ['a redirect', 25, { insteadOfAnswer: { status: 302, body: '' } }],
  ])('an answer %s is uncertain, and mended by looking', async (_name, id, fault) => {
    proxy.failAt(1, fault, POST);
    expect((await throughProxy().post(invoice(id))).kind).toBe('uncertain');
    await recover(invoice(id));
  });

  it('a time-out is uncertain, told with its length', async () => {
    proxy.failAt(1, 'no-answer', POST);
    const adapter = books.adapter({ url: proxy.url, requestTimeoutMs: 8_000 });
    expect(await adapter.post(invoice(30))).toEqual({ kind: 'uncertain', reason: 'time-out after 8 s' });
    await recover(invoice(30));
  });

  it('an abort is uncertain', async () => {
    const abort = new AbortController();
    proxy.before(POST, () => {
      abort.abort();
      return Promise.resolve();
    });
    const outcome = await throughProxy().post(invoice(31), { signal: abort.signal });
    proxy.before(POST, () => Promise.resolve());
    expect(outcome).toEqual({ kind: 'uncertain', reason: 'aborted by the caller' });
    await recover(invoice(31));
  });

  const LOCKED =
    '<!doctype html><title>503</title><p>could not obtain lock on row in relation "ir_sequence_strict"</p>';
  it.each<[string, number, Fault]>([
    ['as 8.2 tells it', 32, { status: 503, body: LOCKED }],
    [
      'as 6.0 tells it',
      33,
      { status: 200, body: '{"id":1,"error":["could not serialize access due to concurrent update\\n",""]}' },
    ],
  ])('a lock conflict %s is tried again inside', async (_name, id, fault) => {
    proxy.failAt(1, fault, POST);
    proxy.failAt(2, fault, POST);
    posted(await throughProxy().post(invoice(id)));
    expect(await statesOf(books, invoiceReference(id))).toEqual(['posted']);
  });

  it('a lock conflict that does not end becomes uncertain', async () => {
    const tried = proxy.methods.filter((method) => method === POST).length;
    for (let count = 1; count <= 20; count += 1) proxy.failAt(count, { status: 503, body: LOCKED }, POST);
    expect(await throughProxy().post(invoice(34))).toEqual({
      kind: 'uncertain',
      reason: containing('lock conflict'),
    });
    const attempts = proxy.methods.filter((method) => method === POST).length - tried;
    expect(attempts).toBeLessThan(10);
    // Uses up the faults that are left.
    for (let count = attempts; count < 20; count += 6) await throughProxy().post(invoice(34));
    await recover(invoice(34));
  });

  it('an error inside Tryton is rejected, and leaves no draft', async () => {
    proxy.failAt(
      1,
      { status: 200, body: `{"id":1,"error":["Butik Nord ApS of nord@example.com",""]}` },
      POST,
    );
    const outcome = await throughProxy().post(invoice(35));
    expect(rejectedCode(outcome)).toBe('erp-rejected');
    expect(JSON.stringify(outcome)).not.toMatch(/Butik|example/);
    expect(await statesOf(books, invoiceReference(35))).toEqual([]);
  });

  it('a right that is missing is told as a refusal of us', async () => {
    const answer = ['UserError', ['You are not allowed to access "Account Move".', '', null]];
    const fault = { status: 200, body: JSON.stringify({ id: 1, error: answer }) };
    proxy.failAt(1, fault, POST);
    const posting = throughProxy().post(invoice(39));
    await expect(posting).rejects.toThrow(ErpAccessDeniedError);
    await expect(posting).rejects.toThrow('access "Account Move"');
    await recover(invoice(39));
  });

  const RULE =
    'You are not allowed to read records "12" of "Invoice" because of at least one of these rules:\nUser';
  const SEARCH = 'model.account.invoice.search_read';
  const vanished: Fault = {
    status: 200,
    body: JSON.stringify({ id: 1, error: ['UserError', [RULE, '', null]] }),
  };

  it('a draft that another writer removes while it is read is looked for again', async () => {
    proxy.failAt(2, vanished, SEARCH);
    posted(await throughProxy().post(invoice(41)));
    expect(await statesOf(books, invoiceReference(41))).toEqual(['posted']);
  });

  it('a rule that hides records for good is told as a refusal of us', async () => {
    for (let count = 1; count <= 6; count += 1) proxy.failAt(count, vanished, SEARCH);
    const posting = throughProxy().post(invoice(42));
    await expect(posting).rejects.toThrow(ErpAccessDeniedError);
    await expect(posting).rejects.toThrow('a rule hides it');
    await recover(invoice(42));
  });

  it('a session that has ended is followed by a new login', async () => {
    const logins = () => proxy.methods.filter((method) => method === 'common.db.login').length;
    const before = logins();
    proxy.failAt(1, { status: 401, body: '' }, POST);
    posted(await throughProxy().post(invoice(36)));
    expect(logins()).toBe(before + 2);
  });

  it('a session that is refused again is told as a refusal of us', async () => {
    proxy.failAt(1, { status: 401, body: '' }, POST);
    proxy.failAt(2, { status: 401, body: '' }, POST);
    await expect(throughProxy().post(invoice(37))).rejects.toThrow(ErpAccessDeniedError);
    await recover(invoice(37));
  });
});

it('a credit note whose draft was left behind is posted from it', async () => {
  posted(await direct.post(invoice(40)));
  const posting = creditNote(40, { corrects: invoiceReference(40) });
  proxy.failAt(1, 'request-lost', 'model.account.invoice.post');
  expect((await throughProxy().post(posting)).kind).toBe('uncertain');
  const [draft] = await books.sql<{ id: number }>('select id from account_invoice where reference = $1', [
    posting.reference,
  ]);
  expect(posted(await direct.post(posting)).erpId).toBe(String(draft?.id));
});

describe('a Tryton that cannot be reached', () => {
  it('makes postings uncertain and look-ups unavailable', async () => {
    const gone = await startLossyProxy(books.server.url);
    await gone.close();
    const adapter = books.adapter({ url: gone.url });
    expect(await adapter.post(invoice(50))).toEqual({
      kind: 'uncertain',
      reason: containing('ECONNREFUSED'),
    });
    await expect(adapter.find([invoiceReference(50)])).rejects.toThrow(ErpUnavailableError);
    await expect(adapter.list()[Symbol.asyncIterator]().next()).rejects.toThrow(ErpUnavailableError);
    expect(await adapter.check()).toEqual([
      { subject: 'connection', ok: false, detail: containing('ECONNREFUSED') },
    ]);
  });
});
