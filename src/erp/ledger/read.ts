import type { Pool, PoolClient } from 'pg';
import type { ExternalReference } from '../../document';
import type { PlainDate } from '../../plain-date';
import { ErpAccessDeniedError, ErpUnavailableError, type CallOptions, type Receipt } from '../adapter';
import { receiptSchema } from './receipt-row';
import { withSession } from './session';
import { describeError, meaningOf } from './sql-error';

/** Documents per page of a list: a few hundred kilobytes. */
const LIST_PAGE_SIZE = 500;

/** A page or a look-up of thousands takes some 10 ms; this is for a database under load. */
export const READ_TIMEOUT_MS = 30_000;

/** What the ledger holds under these references, by one query. */
export async function find(
  pool: Pool,
  references: readonly ExternalReference[],
  { signal }: CallOptions = {},
): Promise<Map<ExternalReference, Receipt>> {
  const receipts = new Map<ExternalReference, Receipt>();
  // PostgreSQL refuses NUL in any text, and so cannot hold such a reference.
  const possible = references.filter((reference) => !reference.includes('\0'));
  if (possible.length === 0) return receipts;
  const rows = await reading(pool, signal, async (client) => {
    const result = await client.query<ReceiptRow>(
      'select receipt from ledger.receipts where reference = any($1::text[])',
      [possible],
    );
    return result.rows;
  });
  for (const row of rows) {
    const receipt = receiptSchema.parse(row.receipt);
    receipts.set(receipt.reference, receipt);
  }
  return receipts;
}

interface ReceiptRow {
  readonly receipt: unknown;
}

interface ListRow extends ReceiptRow {
  readonly id: string;
  readonly day: string;
}

/** Oldest first, by day of the books; one page in memory at a time, no connection held between pages. */
export async function* list(
  pool: Pool,
  { since, signal }: { readonly since?: PlainDate } & CallOptions = {},
): AsyncGenerator<Receipt> {
  // Before any document: ids begin at 1.
  let after = { day: since ?? '-infinity', id: '0' };
  for (;;) {
    const rows = await reading(pool, signal, (client) => listPage(client, after));
    for (const row of rows) {
      // A reference in another form was not written by us, and is none of ours.
      const parsed = receiptSchema.safeParse(row.receipt);
      if (parsed.success) yield parsed.data;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < LIST_PAGE_SIZE) return;
    after = last;
  }
}

async function listPage(
  client: PoolClient,
  after: { readonly day: string; readonly id: string },
): Promise<ListRow[]> {
  const result = await client.query<ListRow>(
    `select r.id::text as id, to_char(r.date, 'YYYY-MM-DD') as day, r.receipt
     from ledger.receipts r where (r.date, r.id) > ($1::date, $2::bigint)
     order by r.date, r.id limit $3`,
    [after.day, after.id, LIST_PAGE_SIZE],
  );
  return result.rows;
}

/**
 * @throws {ErpUnavailableError} the database does not answer
 * @throws {ErpAccessDeniedError} it refuses us, or is not migrated
 */
export async function reading<T>(
  pool: Pool,
  signal: AbortSignal | undefined,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  try {
    return await withSession(pool, { timeoutMs: READ_TIMEOUT_MS, signal }, work);
  } catch (error) {
    switch (meaningOf(error)) {
      case 'retry':
      case 'unavailable':
        throw new ErpUnavailableError(describeError(error), { cause: error });
      case 'denied':
        throw new ErpAccessDeniedError(describeError(error), { cause: error });
      case 'refused':
      case 'unexpected':
        throw error;
    }
  }
}
