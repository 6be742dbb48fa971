import type { DocumentId } from '../document';
import type { Decimal } from '../money';
import type { Moment } from '../plain-date';

/**
 * TRAEDE's documents after parsing: what the books depend on is typed and present, everything else is optional.
 * Amounts are as TRAEDE sent them (not rounded), in the document's currency, always positive for invoices and
 * credit notes unless TRAEDE says otherwise.
 */
export type TraedeDocument = TraedeSalesDocument | TraedeAccountingEntry;

export interface TraedeSalesDocument {
  readonly documentType: 'invoice' | 'credit-note';
  readonly id: DocumentId;
  /** `invoice_number` or `credit_note_number`; null while it is a draft. */
  readonly number: string | null;
  readonly status: 'draft' | 'booked';
  readonly orderType: string | null;
  /** ISO 4217, upper case. */
  readonly currency: string;
  readonly customer: TraedeCustomer;
  /** Undocumented: the document's own, else the customer's; null where neither names one. */
  readonly paymentTerm: TraedePaymentTerm | null;
  /** For a credit note: id of the invoice that it credits (`order_invoice_id`); null for a manual one. */
  readonly creditedInvoiceId: DocumentId | null;
  /** Undocumented date fields that may come (invoice_date, booked_at, …), by TRAEDE's field name. */
  readonly dates: Readonly<Record<string, Moment>>;
  readonly createdAt: Moment | null;
  readonly priceBeforeDiscount: Decimal | null;
  readonly discountAmount: Decimal | null;
  /** After discount, ex VAT, without shipping and handling fee. */
  readonly netPrice: Decimal;
  readonly shipping: Decimal;
  readonly handlingFee: Decimal;
  /** All VAT of the document. */
  readonly vatAmount: Decimal;
  readonly totalPriceAfterVat: Decimal;
  readonly lines: readonly TraedeLine[];
}

export interface TraedeCustomer {
  /** TRAEDE's `customer_id`. */
  readonly id: number | null;
  /** `customer_number`: what people know the customer by. */
  readonly number: string | null;
  readonly name: string | null;
  /** ISO 3166-1 alpha-2, upper case, from the first address that has one. */
  readonly country: string | null;
  readonly vatNumber: string | null;
  readonly email: string | null;
}

export interface TraedePaymentTerm {
  /** `Netto 30`. */
  readonly name: string | null;
  /** What the term is called in the ERP, as far as TRAEDE was told. */
  readonly erpCode: string | null;
}

export interface TraedeLine {
  readonly description: string;
  readonly itemNumber: string | null;
  /** All names by which TRAEDE calls the product's group: name, code, id. Empty where it gives none. */
  readonly productGroup: readonly string[];
  readonly sku: string | null;
  readonly quantity: Decimal;
  /** Ex VAT, after discount, per unit. */
  readonly unitNetPrice: Decimal;
  /** VAT per unit. */
  readonly unitVatAmount: Decimal;
  /** Line total ex VAT. */
  readonly totalPrice: Decimal;
  /** Line total with VAT. */
  readonly totalPriceAfterVat: Decimal;
}

export interface TraedeAccountingEntry {
  readonly documentType: 'accounting-entry';
  readonly id: DocumentId;
  readonly currency: string;
  /** May be negative. */
  readonly amount: Decimal;
  /** Number of the account debited. */
  readonly account: string;
  /** Number of the account credited. */
  readonly contraAccount: string;
  readonly date: Moment;
  readonly text: string;
}
