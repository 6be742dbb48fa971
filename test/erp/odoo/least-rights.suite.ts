import { invoice, invoiceReference } from '../ledger/postings';
import { callOdoo } from './past-the-adapter';
import { openSuiteBooks, posted, PROVISIONING_TIMEOUT_MS, statesOf, type SuiteBooks } from './suite-books';

let books: SuiteBooks;
beforeAll(async () => {
  books = await openSuiteBooks();
}, PROVISIONING_TIMEOUT_MS);
afterAll(() => books.close(), 60_000);

/** All suites run as this user: what the adapter does is allowed. This is what it may not do. */
describe('the user that docs/erp/odoo.md asks for', () => {
  const call = (model: string, method: string, ...args: readonly unknown[]) =>
    callOdoo(books.server, model, method, args);
  const denied = (what: Promise<unknown>) => expect(what).rejects.toThrow(/AccessError|AccessDenied/);
  const refused = (what: Promise<unknown>) => expect(what).rejects.toThrow(/AccessError|UserError/);

  it('makes no users, and gives itself no rights', async () => {
    await denied(call('res.users', 'create', { name: 'Mallory', login: 'mallory' }));
    const [me] = await books.sql<{ id: number }>(`select id from res_users where login = 'traede'`);
    const [administration] = await books.sql<{ id: number }>(
      `select res_id as id from ir_model_data where module = 'base' and name = 'group_system'`,
    );
    await denied(call('res.groups', 'write', [administration?.id], { user_ids: [[4, me?.id]] }));
    await denied(call('ir.model.access', 'create', { name: 'all', model_id: 1, perm_write: true }));
  });

  it('installs and configures nothing', async () => {
    await denied(call('ir.module.module', 'button_install', [1]));
    await denied(call('ir.config_parameter', 'set_param', 'web.base.url', 'https://example.org'));
    await denied(call('res.company', 'write', [1], { fiscalyear_lock_date: false }));
    const [journal] = await books.sql<{ id: number }>('select min(id) as id from account_journal');
    await denied(call('account.journal', 'write', [journal?.id], { name: 'Mine' }));
  });

  it('removes nothing that is posted', async () => {
    const id = Number(posted(await books.adapter().post(invoice(1))).erpId);
    await refused(call('account.move', 'unlink', [id]));
    expect(await statesOf(books, invoiceReference(1))).toEqual(['posted']);
  });
});
