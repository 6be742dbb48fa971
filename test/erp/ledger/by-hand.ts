import type { Pool } from 'pg';
import type { BookedKind } from '../../../src/erp/adoption';

/** A document as a person enters it, without any reference of ours. */
export interface ByHand {
  readonly kind: BookedKind;
  readonly number: string;
  readonly documentNumber?: string | null;
  readonly text?: string;
  /** A reference that others gave it. */
  readonly reference?: string | null;
  readonly date: string;
  readonly currency?: string;
  readonly net: string;
  readonly tax?: string;
  readonly customer?: string | null;
  /** Of entries: who is debited and credited. */
  readonly accounts?: readonly [debit: string, credit: string];
}

const DIRECTION = { invoice: 1, 'credit-note': -1, 'journal-entry': 1 } as const;
const JOURNALS = { invoice: 'sales', 'credit-note': 'credit-notes', 'journal-entry': 'general' } as const;

/** Enters a document by SQL, past the product, with one line for its net amount. @returns its id */
export async function bookByHand(pool: Pool, document: ByHand): Promise<string> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ id: string }>(
      `with master as (
         insert into ledger.accounts (number, name, kind)
         select number, 'Account ' || number, 'unclassified' from unnest(array['5600', '6902', '1010', $11, $12]) as number
         group by number on conflict do nothing
       ), customers as (
         insert into ledger.customers (number, name) select $9, 'Customer ' || $9 where $9::text is not null
         on conflict do nothing
       ), entry as (
         insert into ledger.entries (journal, date, currency, text) values ($1, $2, $3, $4) returning id
       )
       insert into ledger.documents
         (entry_id, external_reference, number, kind, document_number, date, currency, net, tax, total, customer, text)
       select entry.id, $5, $6, $7, $8, $2, $3, $10, $13, $10::numeric + $13::numeric, $9, $4 from entry returning id`,
      [
        ...[JOURNALS[document.kind], document.date, document.currency ?? 'DKK', document.text ?? 'by hand'],
        ...[document.reference ?? null, document.number, document.kind, document.documentNumber ?? null],
        ...[document.customer ?? null, document.net, ...(document.accounts ?? ['5600', '1010'])],
        document.tax ?? '0',
      ],
    );
    const id = rows[0]?.id ?? '';
    await insertLines(client, id, document);
    await client.query('commit');
    return id;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function insertLines(
  client: { query(sql: string, values: readonly unknown[]): Promise<unknown> },
  id: string,
  { kind, net, tax = '0', accounts = ['5600', '1010'], text = 'by hand' }: ByHand,
): Promise<void> {
  const direction = DIRECTION[kind];
  const amounts =
    kind === 'journal-entry'
      ? [[accounts[0], Number(net)] as const, [accounts[1], -Number(net)] as const]
      : [
          ['5600', direction * (Number(net) + Number(tax))] as const,
          ['1010', -direction * Number(net)] as const,
          ['6902', -direction * Number(tax)] as const,
        ];
  for (const [index, [account, amount]] of amounts.entries()) {
    await client.query(
      `insert into ledger.entry_lines (entry_id, line_number, account, debit, credit, text)
       select entry_id, $2, $3, greatest($4::numeric, 0), greatest(-$4::numeric, 0), $5 from ledger.documents where id = $1`,
      [id, index + 1, account, amount.toFixed(2), text],
    );
  }
  const shown =
    kind === 'journal-entry'
      ? amounts.map(([account, amount]) => ({ kind: 'journal', account, net: amount.toFixed(2), tax: '0' }))
      : [{ kind: 'product', account: '1010', net, tax }];
  for (const [index, line] of shown.entries()) {
    await client.query(
      `insert into ledger.document_lines (document_id, line_number, kind, description, net, tax, account)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, index + 1, line.kind, text, line.net, line.tax, line.account],
    );
  }
}
