import { join } from 'node:path';
import { bookedDocuments, type BookedRow } from '../brand/booked-rows';
import { brandMasterData } from '../brand/brand';
import type { BrandErp, BrandErpOptions } from '../brand/brand-erp';
import { query } from '../provisioning/database';
import type { TrytonSeries } from './folder';
import { provisionTryton } from './server';

/** Makes the test company know the simulator's brand. */
export function brandSetUp(seed?: number) {
  return { script: join(__dirname, 'set_up_brand.py'), data: brandMasterData(seed) };
}

/** Where the test company's VAT stands. */
const VAT_ACCOUNT = '6902';

/** Lines of the moves of invoices, then of moves of their own. */
const BOOKED = `
  select i.id as document, i.reference, c.code as currency, coalesce(a.code, '') as account,
    case when l.account = i.account then 'receivable' when a.code = '${VAT_ACCOUNT}' then 'tax' else 'other' end as kind,
    (case when i.currency = company.currency then l.debit - l.credit
      else coalesce(l.amount_second_currency, 0) end)::text as amount
  from account_invoice i
  join account_move_line l on l.move = i.move
  join account_account a on a.id = l.account
  join currency_currency c on c.id = i.currency
  join company_company company on company.id = i.company
  where i.state in ('posted', 'paid') and i.reference like 'traede:%'
  union all
  select m.id, m.description, c.code, coalesce(a.code, ''), 'other', (l.debit - l.credit)::text
  from account_move m
  join account_move_line l on l.move = m.id
  join account_account a on a.id = l.account
  join company_company company on company.id = m.company
  join currency_currency c on c.id = company.currency
  where m.state = 'posted' and m.description like 'traede:%'`;

const OTHERS = `
  select (select count(*) from account_invoice
      where state not in ('posted', 'paid') or coalesce(reference, '') not like 'traede:%')
    + (select count(*) from account_move where coalesce(origin, '') not like 'account.invoice,%'
      and (state <> 'posted' or coalesce(description, '') not like 'traede:%')) as count`;

export async function openTrytonBrand(
  series: TrytonSeries,
  { seed, ...books }: BrandErpOptions,
): Promise<BrandErp> {
  const host = await provisionTryton(series);
  try {
    const server = await host.start({
      ...books,
      setUp: brandSetUp(seed),
    });
    const { url, database, user, password, databaseUrl } = server;
    return {
      title: `Tryton ${series}`,
      url,
      configuration: {
        adapter: 'tryton',
        url,
        database,
        user,
        series,
        // The simulator's documents are up to half a year old.
        acknowledgedWarnings: ['invoice_payment_term'],
      },
      environment: { TRYTON_PASSWORD: password },
      takesForeignEntries: false,
      booked: async () => bookedDocuments(await query<BookedRow>(databaseUrl, BOOKED, [])),
      async others() {
        const [row] = await query<{ count: string }>(databaseUrl, OTHERS, []);
        return Number(row?.count);
      },
      async close() {
        await server.stop();
        await host.release();
      },
    };
  } catch (error) {
    await host.release();
    throw error;
  }
}
