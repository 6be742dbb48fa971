import { createHash } from 'node:crypto';
import type { Decimal } from '../money';
import { asStated, plainDateIn, type Moment } from '../plain-date';
import type { TraedeAccountingEntry, TraedeDocument, TraedeLine, TraedeSalesDocument } from './document';

type Content = string | number | null | readonly Content[];
type WriteDate = (stated: Moment) => string;

/**
 * SHA-256, hex, of what matters to the books, in each version, the newest first: whether a document changed after it was
 * posted says `isSameContent`. Equal amounts and dates hash equally however they were written. Left out are the
 * customer's and the items' texts (master data, renamed at any time), prices per unit (for display only) and the order
 * of the lines (TRAEDE promises none).
 *
 * A change of what is hashed is a new version beside the older ones, as records hold those: it must not look like a
 * change of every document. Version 1 took a day, midnight and midnight in another zone for three dates.
 */
export function contentHash(document: TraedeDocument, timeZone: string): string {
  return [hashOf('v2', document, dayIn(timeZone)), hashOf('v1', document, momentContent)].join(' ');
}

function hashOf(version: string, document: TraedeDocument, writeDate: WriteDate): string {
  const content =
    document.documentType === 'accounting-entry'
      ? entryContent(document, writeDate)
      : salesContent(document, writeDate);
  return createHash('sha256')
    .update(JSON.stringify([version, ...content]))
    .digest('hex');
}

/** The day that a date field means to a brand in `timeZone`: the books hold no time of the day. */
function dayIn(timeZone: string): WriteDate {
  return (moment) => {
    const stated = asStated(moment);
    if (stated.kind === 'day') return stated.day;
    // The rare day that no calendar of the books has is refused later on, by whoever books.
    const year = stated.at.getUTCFullYear();
    return year < FIRST_YEAR || year > LAST_YEAR ? momentContent(stated) : plainDateIn(stated.at, timeZone);
  };
}

/** Calendars and time zones are of one mind between these. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 9_000;

function entryContent(entry: TraedeAccountingEntry, writeDate: WriteDate): readonly Content[] {
  return [
    entry.documentType,
    entry.id,
    entry.currency,
    amountContent(entry.amount),
    entry.account,
    entry.contraAccount,
    writeDate(entry.date),
    entry.text,
  ];
}

function salesContent(document: TraedeSalesDocument, writeDate: WriteDate): readonly Content[] {
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
      .map(([name, moment]): Content => [name, writeDate(moment)])
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
