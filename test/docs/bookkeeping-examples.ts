import { decimal, ZERO } from '../../src/money';
import type { TraedeDocument, TraedeSalesDocument } from '../../src/traede/document';
import { creditNote, entry, invoice, line, moment, PLAIN_LINE } from '../accounting/documents';

/** An example of docs/accounting.md: the heading under which it stands, and the document that is booked. */
export interface BookkeepingExample {
  readonly heading: string;
  readonly document: TraedeDocument;
}

/** Two coats at 100.00, without VAT. */
const WITHOUT_VAT = line({ quantity: '2', unitNet: '100', unitVat: '0', total: '200', withVat: '200' });
/** One gift card at 100.00. */
const GIFT_CARD = line(
  { quantity: '1', unitNet: '100', unitVat: '0', total: '100', withVat: '100' },
  { description: 'Gift card', itemNumber: 'GIFT' },
);
/** Two coats at 90.00 instead of 100.00. */
const REDUCED = line({ quantity: '2', unitNet: '90', unitVat: '22.5', total: '180', withVat: '225' });

function customer(country: string, vatNumber: string | null): TraedeSalesDocument['customer'] {
  return { ...invoice().customer, number: `C-${country}`, country, vatNumber };
}

const DANISH = customer('DK', 'DK12345678');

const SOLD: readonly Partial<TraedeSalesDocument>[] = [
  { customer: DANISH },
  { customer: customer('SE', 'SE556677889901'), lines: [WITHOUT_VAT], vatAmount: ZERO },
  { customer: customer('NO', null), lines: [WITHOUT_VAT], vatAmount: ZERO },
  { customer: DANISH, shipping: decimal(40), handlingFee: decimal(20), vatAmount: decimal(65) },
  { customer: DANISH, lines: [REDUCED], netPrice: decimal(180), vatAmount: decimal(45) },
  { customer: DANISH, netPrice: decimal(180), discountAmount: decimal(20), vatAmount: decimal(45) },
  { customer: DANISH, lines: [PLAIN_LINE, GIFT_CARD], netPrice: decimal(300), vatAmount: decimal(50) },
  { customer: customer('DE', 'DE123456789'), currency: 'EUR', lines: [WITHOUT_VAT], vatAmount: ZERO },
  { customer: DANISH, vatAmount: decimal('50.01') },
];

const HEADINGS_OF_INVOICES = [
  'An invoice at home',
  'To a business in the EU',
  'Beyond the EU',
  'Shipping and a handling fee',
  'A discount on a line',
  'A discount on the whole document',
  'Several VAT rates',
  'In a foreign currency',
  'An odd cent',
];

const INVOICES: readonly BookkeepingExample[] = HEADINGS_OF_INVOICES.map((heading, index) => ({
  heading,
  document: invoice({ ...SOLD[index], id: 1001 + index, number: String(10001 + index) }),
}));

const CREDIT_NOTE: BookkeepingExample = {
  heading: 'A credit note',
  document: creditNote({
    customer: DANISH,
    creditedInvoiceId: 1001,
    createdAt: moment('2026-11-24 12:00:00'),
  }),
};

const ENTRIES: readonly BookkeepingExample[] = [
  { heading: 'Cost of goods sold', document: entry({ id: 900, account: '2110', contraAccount: '5530' }) },
  {
    heading: 'A stock count that finds more',
    document: entry({
      id: 901,
      account: '2190',
      contraAccount: '5530',
      amount: decimal(-75),
      text: 'Stock adjustment',
    }),
  },
  {
    heading: 'An entry in a foreign currency',
    document: entry({
      id: 902,
      account: '2110',
      contraAccount: '5530',
      currency: 'EUR',
      amount: decimal(40),
    }),
  },
  {
    heading: 'Money paid out by a payment provider',
    document: entry({
      id: 903,
      account: '5820',
      contraAccount: '5600',
      amount: decimal(250),
      text: 'Payout 2026-11-21',
    }),
  },
];

/** In the order of the page: the invoice before the credit note that takes it back. */
export const EXAMPLES: readonly BookkeepingExample[] = [...INVOICES, CREDIT_NOTE, ...ENTRIES];
