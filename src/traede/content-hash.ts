import { createHash } from 'node:crypto';
import type { Decimal } from '../money';
import type { Moment } from '../plain-date';
import type { TraedeAccountingEntry, TraedeDocument, TraedeLine, TraedeSalesDocument } from './document';

/** Part of the hashed text: a change of what is hashed must not look like a change of every document. */
const VERSION = 'v1';

type Content = string | number | null | readonly Content[];

/**
 * SHA-256, hex, of what matters to the books: whether a document changed after it was posted. Equal amounts hash
 * equally however they were written. Left out are the customer's and the items' texts (master data, renamed at any
 * time), prices per unit (for display only) and the order of the lines (TRAEDE promises none).
 */
export function contentHash(document: TraedeDocument): string {
  const content =
    document.documentType === 'accounting-entry' ? entryContent(document) : salesContent(document);
  return createHash('sha256')
    .update(JSON.stringify([VERSION, ...content]))
    .digest('hex');
}

function entryContent(entry: TraedeAccountingEntry): readonly Content[] {
  return [
    entry.documentType,
    entry.id,
    entry.currency,
    amountContent(entry.amount),
    entry.account,
    entry.contraAccount,
    momentContent(entry.date),
    entry.text,
  ];
}

function salesContent(document: TraedeSalesDocument): readonly Content[] {
  return [
    document.documentType,
    document.id,
    document.number,
    document.status,
    document.orderType,
    document.currency,
    [document.customer.id, document.customer.number, document.customer.country],
    document.creditedInvoiceId,
    Object.entries(document.dates)
      .map(([name, moment]): Content => [name, momentContent(moment)])
      .toSorted(byText),
    document.createdAt === null ? null : momentContent(document.createdAt),
    [document.priceBeforeDiscount, document.discountAmount].map(optionalAmountContent),
    [document.netPrice, document.shipping, document.handlingFee].map(amountContent),
    [document.vatAmount, document.totalPriceAfterVat].map(amountContent),
    document.lines.map(lineContent).toSorted(byText),
  ];
}

function lineContent(line: TraedeLine): Content {
  return [
    line.itemNumber,
    line.sku,
    amountContent(line.quantity),
    amountContent(line.totalPrice),
    amountContent(line.totalPriceAfterVat),
  ];
}

function byText(left: Content, right: Content): number {
  const [leftText, rightText] = [JSON.stringify(left), JSON.stringify(right)];
  if (leftText === rightText) return 0;
  return leftText < rightText ? -1 : 1;
}

/** The same for `12.5`, `"12.50"` and `1.25e1`; zero has no sign. */
function amountContent(amount: Decimal): string {
  return amount.eq(0) ? '0' : amount.toFixed();
}

function optionalAmountContent(amount: Decimal | null): string | null {
  return amount === null ? null : amountContent(amount);
}

function momentContent(moment: Moment): string {
  return moment.kind === 'day' ? moment.day : moment.at.toISOString();
}
