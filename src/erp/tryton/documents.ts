import { z } from 'zod';
import { documentTypeOf, isExternalReference, type ExternalReference } from '../../document';
import { sum, ZERO, type Decimal } from '../../money';
import type { PlainDate } from '../../plain-date';
import type { Receipt, ReceiptLine } from '../adapter';
import type { TrytonSettings } from './options';
import { searchRead, type Domain } from './search';
import type { Session } from './session';
import { wireDate, wireDecimalOrZero } from './wire';

/** The two models that documents become. */
export const MODELS = ['account.invoice', 'account.move'] as const;
export type Model = (typeof MODELS)[number];

/**
 * Where documents of a reference may stand: a sales document is booked as an invoice or as one journal entry, as the
 * configuration says, or said when it was booked.
 */
export function modelsOfReference(reference: ExternalReference): readonly Model[] {
  switch (documentTypeOf(reference)) {
    case undefined:
      return [];
    case 'accounting-entry':
      return ['account.move'];
    case 'invoice':
    case 'credit-note':
      return MODELS;
  }
}

/** Where our reference stands: a move's `origin` takes records only. */
export const REFERENCE_FIELD = { 'account.invoice': 'reference', 'account.move': 'description' } as const;
/** A posted invoice that was paid is still posted. */
export const POSTED_STATES = { 'account.invoice': ['posted', 'paid'], 'account.move': ['posted'] } as const;
const LIVING_STATES = {
  'account.invoice': ['draft', 'validated', 'posted', 'paid'],
  'account.move': ['draft', 'posted'],
} as const;

/** One document as Tryton holds it, draft or posted. */
export interface TrytonDocument {
  readonly model: Model;
  readonly id: number;
  readonly isPosted: boolean;
  /** As it would be answered; a draft's number is empty. Null for a reference that is none of ours. */
  readonly receipt: Receipt | null;
  /** Of invoices: what Tryton reckoned, in its own signs. */
  readonly taxes: readonly TaxLine[];
  /** The invoice's party, or those of a move's lines, line by line. */
  readonly partyIds: readonly (number | null)[];
  /** Null where there is none, as on moves. */
  readonly paymentTermId: number | null;
}

export interface TaxLine {
  readonly id: number;
  readonly taxId: number | null;
  readonly base: Decimal;
  readonly amount: Decimal;
}

const withCode = z.object({ code: z.string().nullable() });
/** A line of an invoice, with `lines.type`, `lines.description`, `lines.amount` and `lines.account.code` asked for. */
export const invoiceLine = z.object({
  type: z.string(),
  description: z.string().nullable(),
  amount: wireDecimalOrZero,
  'account.': withCode.nullable().optional(),
});
const currency = z.object({ code: z.string() });

const invoiceRow = z
  .object({
    id: z.number().int(),
    state: z.string(),
    number: z.string().nullable(),
    reference: z.string().nullable(),
    invoice_date: wireDate.nullable(),
    accounting_date: wireDate.nullable(),
    party: z.number().int(),
    payment_term: z.number().int().nullable(),
    'currency.': currency,
    untaxed_amount: wireDecimalOrZero,
    tax_amount: wireDecimalOrZero,
    total_amount: wireDecimalOrZero,
    'lines.': z.array(invoiceLine),
    'taxes.': z.array(
      z.object({
        id: z.number().int(),
        tax: z.number().int().nullable(),
        base: wireDecimalOrZero,
        amount: wireDecimalOrZero,
      }),
    ),
  })
  .transform((row): TrytonDocument => ({
    model: 'account.invoice',
    id: row.id,
    isPosted: isPosted('account.invoice', row.state),
    receipt: invoiceReceipt(row),
    taxes: row['taxes.'].map(({ id, tax, base, amount }) => ({ id, taxId: tax, base, amount })),
    partyIds: [row.party],
    paymentTermId: row.payment_term,
  }));

interface InvoiceAmounts {
  readonly id: number;
  readonly number: string | null;
  readonly reference: string | null;
  readonly invoice_date: PlainDate | null;
  readonly accounting_date: PlainDate | null;
  readonly 'currency.': { readonly code: string };
  readonly untaxed_amount: Decimal;
  readonly tax_amount: Decimal;
  readonly total_amount: Decimal;
  readonly 'lines.': readonly {
    readonly type: string;
    readonly description: string | null;
    readonly amount: Decimal;
    readonly 'account.'?: { readonly code: string | null } | null | undefined;
  }[];
}

/** Tryton's credit notes are invoices with negative amounts. */
function invoiceReceipt(row: InvoiceAmounts): Receipt | null {
  const reference = asReference(row.reference);
  const date = row.accounting_date ?? row.invoice_date;
  if (reference === undefined || date === null) return null;
  const sign = documentTypeOf(reference) === 'credit-note' ? -1 : 1;
  const lines = row['lines.'].filter(({ type }) => type === 'line');
  return {
    reference,
    erpId: String(row.id),
    number: row.number ?? '',
    date,
    currency: row['currency.'].code,
    net: row.untaxed_amount.times(sign),
    tax: row.tax_amount.times(sign),
    total: row.total_amount.times(sign),
    lines: lines.map((line): ReceiptLine => ({
      account: line['account.']?.code ?? '',
      description: line.description ?? '',
      net: line.amount.times(sign),
    })),
  };
}

const moveLine = z.object({
  id: z.number().int(),
  description: z.string().nullable(),
  debit: wireDecimalOrZero,
  credit: wireDecimalOrZero,
  party: z.number().int().nullable(),
  'account.': withCode,
});

const moveFields = z.object({
  id: z.number().int(),
  state: z.string(),
  number: z.string().nullable(),
  description: z.string().nullable(),
  date: wireDate,
  'company.': z.object({ 'currency.': currency }),
  'lines.': z.array(moveLine),
});

const moveRow = moveFields.transform(moveDocument);
/** On 6.0 `number` is a draft's, `post_number` the one that counts. */
const moveRow6 = moveFields
  .extend({ post_number: z.string().nullable() })
  .transform((row) => moveDocument({ ...row, number: row.post_number }));

function moveDocument(row: z.infer<typeof moveFields>): TrytonDocument {
  // Tryton gives them latest first.
  const lines = row['lines.'].toSorted((a, b) => a.id - b.id);
  return {
    model: 'account.move',
    id: row.id,
    isPosted: isPosted('account.move', row.state),
    receipt: moveReceipt(row, lines),
    taxes: [],
    partyIds: lines.map(({ party }) => party),
    paymentTermId: null,
  };
}

function moveReceipt(
  row: z.infer<typeof moveFields>,
  lines: readonly z.infer<typeof moveLine>[],
): Receipt | null {
  const reference = asReference(row.description);
  if (reference === undefined) return null;
  const turnover = sum(lines.map(({ debit }) => debit));
  return {
    reference,
    erpId: String(row.id),
    number: row.number ?? '',
    date: row.date,
    currency: row['company.']['currency.'].code,
    net: turnover,
    tax: ZERO,
    total: turnover,
    lines: lines.map((line) => ({
      account: line['account.'].code ?? '',
      description: line.description ?? '',
      net: line.debit.minus(line.credit),
    })),
  };
}

function isPosted(model: Model, state: string): boolean {
  return POSTED_STATES[model].some((posted) => posted === state);
}

function asReference(text: string | null): ExternalReference | undefined {
  return text !== null && isExternalReference(text) ? text : undefined;
}

const INVOICE_FIELDS = [
  'state',
  'number',
  'reference',
  'invoice_date',
  'accounting_date',
  'party',
  'payment_term',
  'currency.code',
  'untaxed_amount',
  'tax_amount',
  'total_amount',
  'lines.type',
  'lines.description',
  'lines.amount',
  'lines.account.code',
  'taxes.tax',
  'taxes.base',
  'taxes.amount',
];
const MOVE_FIELDS = [
  'state',
  'number',
  'description',
  'date',
  'company.currency.code',
  'lines.description',
  'lines.debit',
  'lines.credit',
  'lines.party',
  'lines.account.code',
];

export interface DocumentSearch {
  readonly model: Model;
  readonly companyId: number;
  readonly posted: boolean;
  readonly domain: Domain;
  readonly order?: readonly (readonly [field: string, direction: 'ASC'])[];
  readonly limit?: number;
}

/** Documents of the company that are not cancelled, by id where no other order is given. @throws {TrytonCallError} */
export function searchDocuments(
  session: Session,
  { series }: TrytonSettings,
  { model, companyId, posted, domain, ...page }: DocumentSearch,
  signal?: AbortSignal,
): Promise<TrytonDocument[]> {
  const states = posted ? POSTED_STATES[model] : LIVING_STATES[model];
  const common = { model, ...page };
  const conditions = [['company', '=', companyId], ['state', 'in', states], ...domain];
  if (model === 'account.invoice') {
    const search = { ...common, domain: [['type', '=', 'out'], ...conditions], fields: INVOICE_FIELDS };
    return searchRead(session, { ...search, row: invoiceRow }, signal);
  }
  if (series === '6.0') {
    const search = { ...common, domain: conditions, fields: [...MOVE_FIELDS, 'post_number'] };
    return searchRead(session, { ...search, row: moveRow6 }, signal);
  }
  return searchRead(session, { ...common, domain: conditions, fields: MOVE_FIELDS, row: moveRow }, signal);
}
