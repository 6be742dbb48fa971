import type { ExternalReference } from '../document';
import type { Decimal } from '../money';
import type { PlainDate } from '../plain-date';

/**
 * The accounting meaning of a document, free of TRAEDE's shapes and of any ERP's. All amounts are in `currency`,
 * rounded to cents; the sums hold exactly: Σ lines.net = totals.net, Σ lines.tax = totals.tax, net + tax = total.
 */
export type Posting = SalesPosting | JournalPosting;

/** An invoice, or a credit note. A credit note's amounts are positive, as printed on it; the ERP turns the sides. */
export interface SalesPosting {
  readonly kind: 'invoice' | 'credit-note';
  readonly reference: ExternalReference;
  /** The number printed on TRAEDE's document. */
  readonly documentNumber: string;
  readonly date: PlainDate;
  readonly currency: string;
  readonly customer: Customer;
  readonly lines: readonly SalesLine[];
  readonly totals: Totals;
  /** For a credit note: the invoice that it corrects, when TRAEDE names one. */
  readonly corrects: ExternalReference | null;
  /** The ERP's name or code of the payment term; absent: the adapter's own default. */
  readonly paymentTerm?: string;
}

export interface Totals {
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly total: Decimal;
}

/** The customer as the ERP is to find it. `number` identifies; the rest serves where customers may be created. */
export interface Customer {
  readonly number: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2, or null where TRAEDE gives none. */
  readonly country: string | null;
  readonly vatNumber: string | null;
}

export type LineKind = 'product' | 'discount' | 'shipping' | 'handling-fee' | 'rounding';

export interface SalesLine {
  readonly kind: LineKind;
  readonly description: string;
  readonly itemNumber: string | null;
  readonly quantity: Decimal;
  /** Ex VAT, after discount; informative: `net` is what is booked. */
  readonly unitPrice: Decimal;
  readonly net: Decimal;
  /** The ERP's VAT code, from the configuration. */
  readonly taxCode: string;
  /** In percent: `25`. */
  readonly taxRate: Decimal;
  readonly tax: Decimal;
  /** The revenue account. */
  readonly account: string;
}

/** A balanced entry: Σ debit = Σ credit. */
export interface JournalPosting {
  readonly kind: 'journal-entry';
  readonly reference: ExternalReference;
  readonly date: PlainDate;
  readonly currency: string;
  readonly text: string;
  /** Its size is Σ debit; negative where TRAEDE states a negative amount, and the sides were turned. */
  readonly amount: Decimal;
  readonly lines: readonly JournalLine[];
  /** Of an entry that stands for a credit note: the invoice that it corrects, when TRAEDE names one. */
  readonly corrects?: ExternalReference;
}

/** One side is zero, neither is negative. */
export interface JournalLine {
  readonly account: string;
  readonly debit: Decimal;
  readonly credit: Decimal;
  readonly text: string;
  /** On a receivable account: whose debt it is. */
  readonly customer?: Customer;
}
