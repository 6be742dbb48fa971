import { ZERO, type Decimal } from '../money';
import type { Brand } from './brand';
import { COUNTRIES } from './countries';
import type { SimulatedCustomer } from './customers';
import { CREDIT_NOTE_DELAY_SHARE, type DocumentHeader } from './headers';
import { draftInvoice, drawLine, type DraftLine } from './invoices';
import { randomFor, type Random } from './random';
import { headerAmounts, lineAmounts } from './sums';
import { wireDate, type WireCreditNote, type WireCreditNoteLine } from './wire-documents';

/** Where a credit note finds the invoice that it credits. */
export interface CreditableInvoices {
  /** The invoices that the simulator started with. */
  readonly seeded: readonly DocumentHeader[];
  /** How many credit notes it started with; later ones credit any seeded invoice. */
  readonly seededCreditNotes: number;
}

interface DraftCreditNote {
  readonly customer: SimulatedCustomer;
  readonly credited: DocumentHeader | null;
  readonly lines: readonly DraftLine[];
  readonly shipping: Decimal;
  readonly handlingFee: Decimal;
}

const MANUAL_SHARE = 0.15;
const CLAIM_CAUSES = [3, 7, 12];

export function makeCreditNote(
  brand: Brand,
  invoices: CreditableInvoices,
  header: DocumentHeader,
): WireCreditNote {
  const random = randomFor(brand.seed, 'credit-note', header.index);
  const draft = draftCreditNote(random, brand, creditedInvoice(random, invoices, header));
  const { customer, lines } = draft;
  const { vatRate } = COUNTRIES[customer.country];
  return {
    id: header.id,
    credit_note_number: header.number,
    order_invoice_id: draft.credited?.id ?? null,
    status: header.number === null ? 'draft' : 'booked',
    order_type: customer.orderType,
    customer_id: customer.wire.id,
    order_id: draft.credited === null ? null : draftInvoice(brand, draft.credited.index).orderId,
    notes: null,
    currency: customer.wire.currency,
    meta: {},
    ...headerAmounts(lines, draft, vatRate),
    created_at: wireDate(header.createdAtMs),
    updated_at: wireDate(header.updatedAtMs),
    lines: lines.map((line) => ({
      product_id: line.article.product.id,
      variant_id: line.article.variant.id,
      ...lineAmounts(line, vatRate),
      ...claim(random),
      product: line.article.product,
      variant: line.article.variant,
    })),
    customer: customer.wire,
  };
}

/** The invoice to credit, booked and older than the credit note; null for a credit note made by hand. */
function creditedInvoice(
  random: Random,
  { seeded, seededCreditNotes }: CreditableInvoices,
  header: DocumentHeader,
): DocumentHeader | null {
  if (random.chance(MANUAL_SHARE)) return null;
  // Each seeded credit note has a stretch of invoices to itself, so that no invoice is credited beyond its amount.
  const share = header.index < seededCreditNotes ? header.index / seededCreditNotes : random.next();
  const position = Math.floor(share * (1 - CREDIT_NOTE_DELAY_SHARE) * seeded.length);
  const invoice = seeded.slice(position).find(({ number }) => number !== null);
  return invoice !== undefined && invoice.createdAtMs < header.createdAtMs ? invoice : null;
}

function draftCreditNote(random: Random, brand: Brand, credited: DocumentHeader | null): DraftCreditNote {
  if (credited === null) {
    const customer = random.pick(brand.customers);
    const lineCount = brand.documentLines ?? random.integer(1, 2);
    const lines = Array.from({ length: lineCount }, () => drawLine(random, brand, customer, lineCount));
    return { customer, credited, lines, shipping: ZERO, handlingFee: ZERO };
  }
  const invoice = draftInvoice(brand, credited.index);
  const everything = random.chance(0.2);
  return {
    customer: invoice.customer,
    credited,
    lines: everything ? invoice.lines : someOf(random, invoice.lines, brand.documentLines !== null),
    shipping: everything ? invoice.shipping : ZERO,
    handlingFee: everything ? invoice.handlingFee : ZERO,
  };
}

/** Part of what was invoiced, at the prices of the invoice. */
function someOf(random: Random, lines: readonly DraftLine[], allLines: boolean): readonly DraftLine[] {
  const taken = allLines ? lines : random.shuffle(lines).slice(0, random.integer(1, lines.length));
  return taken.map((line) => ({ ...line, quantity: random.integer(1, line.quantity) }));
}

function claim(random: Random): Pick<WireCreditNoteLine, 'claim_type' | 'claim_cause_id'> {
  return random.chance(0.7)
    ? { claim_type: 'return', claim_cause_id: null }
    : { claim_type: 'claim', claim_cause_id: random.pick(CLAIM_CAUSES) };
}
