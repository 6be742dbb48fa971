import { z } from 'zod';
import { decimal } from '../../money';

const amount = z.string().transform((text) => decimal(text));
const accountKind = z.enum(['asset', 'liability', 'equity', 'income', 'expense', 'unclassified']);

/** An account that is used, with the day of its first entry. */
export type Opening = z.infer<typeof openingsSchema>[number];

export const openingsSchema = z.array(
  z.object({
    number: z.string(),
    name: z.string(),
    kind: accountKind,
    day: z.string(),
    currencies: z.array(z.string()),
  }),
);

export const OPENINGS_SQL = `
  select a.number, a.name, a.kind, to_char(min(e.date), 'YYYY-MM-DD') as day,
    array_agg(distinct e.currency order by e.currency) as currencies
  from ledger.entry_lines l
  join ledger.entries e on e.id = l.entry_id
  join ledger.accounts a on a.number = l.account
  group by a.number
  order by min(e.date), a.number`;

/** A document with its entry. */
export type LedgerDocument = z.infer<typeof documentsSchema>[number];

export const documentsSchema = z.array(
  z.object({
    id: z.string(),
    day: z.string(),
    number: z.string(),
    reference: z.string(),
    currency: z.string(),
    text: z.string(),
    customerName: z.string().nullable(),
    correctedNumber: z.string().nullable(),
    lines: z.array(
      z.object({
        account: z.string(),
        kind: accountKind,
        taxCode: z.string().nullable(),
        debit: amount,
        credit: amount,
      }),
    ),
  }),
);

/** By day and id, after ($1, $2), at most $3. */
export const DOCUMENTS_SQL = `
  select d.id::text as id, to_char(d.date, 'YYYY-MM-DD') as day, d.number,
    coalesce(d.external_reference, '') as reference,
    d.currency, d.text, c.name as "customerName", corrected.number as "correctedNumber",
    (
      select jsonb_agg(jsonb_build_object(
        'account', l.account, 'kind', a.kind, 'taxCode', l.tax_code, 'debit', l.debit::text, 'credit', l.credit::text
      ) order by l.line_number)
      from ledger.entry_lines l join ledger.accounts a on a.number = l.account
      where l.entry_id = d.entry_id
    ) as lines
  from ledger.documents d
  left join ledger.customers c on c.number = d.customer
  left join ledger.documents corrected on corrected.id = d.corrects
  where (d.date, d.id) > ($1::date, $2::bigint)
  order by d.date, d.id
  limit $3`;
