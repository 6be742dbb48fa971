import { join } from 'node:path';
import { bookedDocuments, type BookedRow } from '../brand/booked-rows';
import { brandMasterData } from '../brand/brand';
import type { BrandErp, BrandErpOptions } from '../brand/brand-erp';
import { query } from '../provisioning/database';
import type { OdooRelease } from './folder';
import { provisionOdoo } from './server';

const SCRIPT = join(__dirname, 'set_up_brand.py');

/** Where the two releases differ: numbers and kinds of accounts. */
const ACCOUNT: Readonly<Record<OdooRelease, { readonly code: string; readonly isReceivable: string }>> = {
  '19.0': {
    code: 'a.code_store ->> m.company_id::text',
    isReceivable: "a.account_type = 'asset_receivable'",
  },
  '14.0': { code: 'a.code', isReceivable: "a.internal_type = 'receivable'" },
};

/** External ids are the references, with dots for colons: `proof.invoice.1042`. */
const CLAIMS = `
  select res_id, 'traede:' || replace(name, '.', ':') as reference from ir_model_data
  where module = 'traede' and model = 'account.move'`;

function bookedSql(release: OdooRelease): string {
  const { code, isReceivable } = ACCOUNT[release];
  return `
    select m.id as document, claim.reference, c.name as currency, coalesce(${code}, '') as account,
      case when m.move_type = 'entry' then 'other' when ${isReceivable} then 'receivable'
        when l.tax_line_id is not null then 'tax' else 'other' end as kind,
      l.amount_currency::text as amount
    from (${CLAIMS}) claim
    join account_move m on m.id = claim.res_id
    join account_move_line l on l.move_id = m.id
    join account_account a on a.id = l.account_id
    join res_currency c on c.id = m.currency_id
    where m.state = 'posted'`;
}

const OTHERS = `
  select count(*) from account_move m
  where m.state <> 'posted' or not exists (select from (${CLAIMS}) claim where claim.res_id = m.id)`;

export async function openOdooBrand(
  release: OdooRelease,
  { seed, ...books }: BrandErpOptions,
): Promise<BrandErp> {
  const host = await provisionOdoo(release);
  try {
    const server = await host.start({
      ...books,
      setUp: { script: SCRIPT, data: brandMasterData(seed) },
    });
    const { url, database, company, databaseUrl } = server;
    return {
      title: `Odoo ${release}`,
      url,
      configuration: {
        adapter: 'odoo',
        url,
        database,
        api: release === '19.0' ? 'json-2' : 'json-rpc',
        user: 'traede',
      },
      environment: { ODOO_API_KEY: company.keys.traede },
      takesForeignEntries: true,
      booked: async () => bookedDocuments(await query<BookedRow>(databaseUrl, bookedSql(release), [])),
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
