import type { ErpAdapter, PostOutcome, Receipt } from '../../../src/erp/adapter';
import { createTryton, type TrytonOptions } from '../../../src/erp/tryton';
import { formatAmount } from '../../../src/money';
import type { BooksOptions } from '../provisioning/books';
import { query } from '../provisioning/database';
import type { TrytonSeries } from './folder';
import { provisionTryton, type TrytonHost, type TrytonServer } from './server';

export { PROVISIONING_TIMEOUT_MS } from './server';

/** The series under test: the current one, unless a run asks for the other. */
export const SERIES: TrytonSeries = process.env['TRYTON_SERIES'] === '6.0' ? '6.0' : '8.2';

/** A real Tryton with clean books. */
export interface TestBooks {
  readonly server: TrytonServer;
  /** Adapters are closed with the books. */
  readonly adapter: (options?: Partial<TrytonOptions>) => ErpAdapter;
  /** Speaks SQL to the database beneath, past Tryton. */
  readonly sql: <T extends object>(text: string, values?: readonly unknown[]) => Promise<T[]>;
  close(): Promise<void>;
}

export async function openTestBooks(wanted = SERIES, setUp?: BooksOptions['setUp']): Promise<TestBooks> {
  const host: TrytonHost = await provisionTryton(wanted);
  const server = await host.start(setUp === undefined ? {} : { setUp });
  const adapters: ErpAdapter[] = [];
  const { url, database, user, password, series } = server;
  return {
    server,
    adapter(options = {}) {
      const adapter = createTryton({ url, database, user, password, series, ...options });
      adapters.push(adapter);
      return adapter;
    },
    sql: (text, values = []) => query(server.databaseUrl, text, values),
    async close() {
      await Promise.all(adapters.map((adapter) => adapter.close()));
      await server.stop();
      await host.release();
    },
  };
}

/** `['draft', 'posted']`: states of everything that Tryton's database holds under a reference, cancelled or not. */
export async function statesOf({ sql }: TestBooks, reference: string): Promise<string[]> {
  const rows = await sql<{ state: string }>(
    `select state from account_invoice where reference = $1
     union all select state from account_move where description = $1 order by state`,
    [reference],
  );
  return rows.map(({ state }) => state);
}

/** The receipt of a posting that must have succeeded. */
export function posted(outcome: PostOutcome): Receipt {
  if (outcome.kind !== 'posted') throw new Error(`not posted: ${JSON.stringify(outcome)}`);
  return outcome.receipt;
}

/** The code of the problem of a posting that must have been rejected. */
export function rejectedCode(outcome: PostOutcome): string {
  if (outcome.kind !== 'rejected') throw new Error(`not rejected: ${JSON.stringify(outcome)}`);
  return outcome.problem.code;
}

/** A receipt with its amounts as text. */
export function readable(receipt: Receipt) {
  return {
    ...receipt,
    net: formatAmount(receipt.net),
    tax: formatAmount(receipt.tax),
    total: formatAmount(receipt.total),
    lines: receipt.lines.map((line) => ({ ...line, net: formatAmount(line.net) })),
  };
}

/** Others may not change the reference of an invoice that was printed, which posting does. */
export async function makeAccountAdministrator({ sql }: TestBooks): Promise<void> {
  await sql(
    `insert into "res_user-res_group" ("user", "group")
     select u.id, d.db_id from res_user u, ir_model_data d
     where u.login = 'traede' and d.module = 'account' and d.fs_id = 'group_account_admin'`,
  );
}
