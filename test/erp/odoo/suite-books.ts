import type { ErpAdapter, PostOutcome, Receipt } from '../../../src/erp/adapter';
import { createOdoo, type OdooOptions } from '../../../src/erp/odoo';
import { externalIdName } from '../../../src/erp/odoo/external-id';
import type { ExternalReference } from '../../../src/document';
import type { OdooRelease } from './folder';
import { optionsFor } from './subject';
import { openOdooBooks, type OdooBooks } from './test-books';

export { PROVISIONING_TIMEOUT_MS } from './test-books';

/** The release under test: the current one, unless a run asks for the other. */
export const RELEASE: OdooRelease = process.env['ODOO_RELEASE'] === '14.0' ? '14.0' : '19.0';

/** A real Odoo with clean books, and adapters on them that are closed with them. */
export interface SuiteBooks extends OdooBooks {
  readonly adapter: (options?: Partial<OdooOptions>) => ErpAdapter;
}

export async function openSuiteBooks(): Promise<SuiteBooks> {
  const books = await openOdooBooks(RELEASE);
  const adapters: ErpAdapter[] = [];
  return {
    ...books,
    adapter(options = {}) {
      const adapter = createOdoo({ ...optionsFor(books.server), ...options });
      adapters.push(adapter);
      return adapter;
    },
    async close() {
      await Promise.all(adapters.map((adapter) => adapter.close()));
      await books.close();
    },
  };
}

/** States of everything that Odoo holds under a reference, by `ref` or by external id: `['draft', 'posted']`. */
export async function statesOf({ sql }: OdooBooks, reference: ExternalReference): Promise<string[]> {
  const rows = await sql<{ state: string }>(
    `select state from account_move where ref = $1 or id in (
       select res_id from ir_model_data where module = 'traede' and model = 'account.move' and name = $2)
     order by state`,
    [reference, externalIdName(reference)],
  );
  return rows.map(({ state }) => state);
}

/** The receipt of a posting that must have succeeded. */
export function posted(outcome: PostOutcome): Receipt {
  if (outcome.kind !== 'posted') throw new Error(`not posted: ${JSON.stringify(outcome)}`);
  return outcome.receipt;
}

/** `code: message` of the problem of a posting that must have been rejected. */
export function refusal(outcome: PostOutcome): string {
  if (outcome.kind !== 'rejected') throw new Error(`not rejected: ${JSON.stringify(outcome)}`);
  return `${outcome.problem.code}: ${outcome.problem.message}`;
}
