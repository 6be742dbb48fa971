import { z } from 'zod';
import type { ErpAdapter } from '../../../src/erp/adapter';
import { openJsonPost } from '../../../src/erp/json-post';
import { createSession, type Session } from '../../../src/erp/tryton/session';
import { invoice, invoiceReference } from '../ledger/postings';
import {
  openTestBooks,
  posted,
  PROVISIONING_TIMEOUT_MS,
  SERIES,
  statesOf,
  type TestBooks,
} from './test-books';

const REQUEST_TIMEOUT_MS = 60_000;

let books: TestBooks;
let tryton: ErpAdapter;
let session: Session;
beforeAll(async () => {
  books = await openTestBooks();
  tryton = books.adapter();
  const { url, database, user, password } = books.server;
  session = createSession(openJsonPost(url, REQUEST_TIMEOUT_MS, 1), SERIES, { database, user, password });
}, PROVISIONING_TIMEOUT_MS);
afterAll(async () => {
  await session.close();
  await books.close();
});

/** All tests of the adapter run as this user: what it does is allowed. This is what it may not do. */
describe('the user that docs/erp/tryton.md asks for', () => {
  const call = (method: string, ...params: readonly unknown[]) => session.call(method, params, z.unknown());
  /** By its rights or by a rule of Tryton (6.0 words some rights as rules); an error inside Tryton is neither. */
  const refused = (what: Promise<unknown>) =>
    expect(what).rejects.toMatchObject({
      failure: { kind: expect.stringMatching(/^(denied|refused)$/) as string },
    });

  it('makes no users, and gives itself no rights', async () => {
    await refused(call('model.res.user.create', [{ name: 'Mallory', login: 'mallory' }]));
    const me = await session.userId();
    const [group] = await books.sql<{ id: number }>(`select min(id) as id from res_group`);
    await refused(call('model.res.user.write', [me], { groups: [['add', [group?.id]]] }));
    await refused(call('model.res.group.write', [group?.id], { name: 'Mine' }));
    await refused(call('model.ir.model.access.create', [{ model: 'res.user', perm_write: true }]));
  });

  it('installs and configures nothing', async () => {
    await refused(call('model.ir.module.activate', [1]));
    await refused(call('model.ir.cron.write', [1], { active: false }));
    await refused(call('model.company.company.create', [{ party: 1, currency: 1 }]));
  });

  it('removes nothing that is posted, and changes none of its amounts', async () => {
    const { erpId } = posted(await tryton.post(invoice(1)));
    const id = Number(erpId);
    await refused(call('model.account.invoice.delete', [id]));
    await refused(call('model.account.invoice.write', [id], { currency: 2 }));
    const [move] = await books.sql<{ id: number }>('select move as id from account_invoice where id = $1', [
      id,
    ]);
    await refused(call('model.account.move.delete', [move?.id]));
    expect(await statesOf(books, invoiceReference(1))).toContain('posted');
  });
});
