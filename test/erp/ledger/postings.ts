import type { JournalPosting, SalesLine, SalesPosting } from '../../../src/accounting/posting';
import type { ExternalReference } from '../../../src/document';
import { decimal, sum, ZERO } from '../../../src/money';
import { parsePlainDate, type PlainDate } from '../../../src/plain-date';

export function day(text: string): PlainDate {
  const date = parsePlainDate(text);
  if (date === undefined) throw new Error(`not a date: ${text}`);
  return date;
}

export function invoiceReference(id: number): ExternalReference {
  return `traede:acme:invoice:${id}`;
}

export interface LineInput extends Partial<Omit<SalesLine, 'net' | 'tax'>> {
  readonly net: string;
  readonly tax: string;
}

function salesLine({ net, tax, ...given }: LineInput): SalesLine {
  return {
    kind: 'product',
    description: 'Shirt',
    itemNumber: 'S-1',
    quantity: decimal(1),
    unitPrice: decimal(net),
    taxCode: 'U25',
    taxRate: decimal(25),
    account: '1010',
    ...given,
    net: decimal(net),
    tax: decimal(tax),
  };
}

const DEFAULT_LINES: readonly LineInput[] = [
  { net: '149.00', tax: '37.25' },
  { net: '33.33', tax: '8.33', kind: 'shipping', description: 'Shipping', account: '1050', itemNumber: null },
];

/** A sales posting whose totals are those of its lines. */
export function salesPosting(
  kind: SalesPosting['kind'],
  id: number,
  given: Partial<Omit<SalesPosting, 'lines'>> & { readonly lines?: readonly LineInput[] } = {},
): SalesPosting {
  const lines = (given.lines ?? DEFAULT_LINES).map(salesLine);
  const net = sum(lines.map((line) => line.net));
  const tax = sum(lines.map((line) => line.tax));
  return {
    kind,
    reference: `traede:acme:${kind}:${id}`,
    documentNumber: String(10_000 + id),
    date: day('2026-11-20'),
    currency: 'DKK',
    customer: { number: 'C1', name: 'Butik Nord ApS', country: 'DK', vatNumber: 'DK12345678' },
    totals: { net, tax, total: net.plus(tax) },
    corrects: null,
    ...given,
    lines,
  };
}

export function invoice(id: number, given: Parameters<typeof salesPosting>[2] = {}): SalesPosting {
  return salesPosting('invoice', id, given);
}

export function creditNote(id: number, given: Parameters<typeof salesPosting>[2] = {}): SalesPosting {
  return salesPosting('credit-note', id, given);
}

export function journalEntry(id: number, given: Partial<JournalPosting> = {}): JournalPosting {
  return {
    kind: 'journal-entry',
    reference: `traede:acme:accounting-entry:${id}`,
    date: day('2026-11-21'),
    currency: 'DKK',
    text: 'Cost of goods sold',
    amount: decimal('300.00'),
    lines: [
      { account: '2010', debit: decimal('300.00'), credit: ZERO, text: 'Cost of goods sold' },
      { account: '5400', debit: ZERO, credit: decimal('300.00'), text: 'Cost of goods sold' },
    ],
    ...given,
  };
}
