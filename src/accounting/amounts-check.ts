import { formatAmount, MAX_AMOUNT, sum, ZERO } from '../money';
import type { Decimal } from '../money';
import type { TraedeDocument, TraedeSalesDocument } from '../traede/document';
import { discountComponents, productComponents } from './components';
import type { Component } from './components';
import { headerDifference, headerMismatch, headerOf } from './header';
import { lineMismatch, vatOfLine } from './line-check';
import { netMismatch, readNet } from './net-check';
import { accepted, refused } from './outcome';
import type { Outcome, Refusal } from './outcome';
import { lineRates } from './rates';
import { checkVat } from './vat-check';
import type { KnownRates } from './vat-rates';

/** The amounts of a sales document, found to add up. */
export interface CheckedAmounts {
  readonly components: readonly Component[];
  /** VAT of each component, in cents. */
  readonly taxes: readonly Decimal[];
  /** With VAT, as TRAEDE states it. */
  readonly total: Decimal;
  /** What the total has beyond the components and their VAT: zero unless rounding differences are allowed. */
  readonly rounding: Decimal;
}

/**
 * The arithmetic of a document: header, every line, the sum of the lines, VAT. Differences are refused, unless those
 * of the whole document together stay within `roundingLimit`. VAT may differ by what rounding its parts explains, where
 * all else adds up to the cent.
 * @param knownRates the VAT rates that a line may have, in percent
 */
export function checkAmounts(
  document: TraedeSalesDocument,
  knownRates: KnownRates,
  roundingLimit: Decimal,
  subject: string,
): Outcome<CheckedAmounts> {
  const header = headerOf(document);
  const ofHeader = headerDifference(header);
  if (ofHeader.abs().gt(roundingLimit)) return doesNotAddUp(subject, headerMismatch(header));

  for (const [index, line] of document.lines.entries()) {
    const mismatch = lineMismatch(line);
    if (mismatch !== undefined) return doesNotAddUp(subject, `in line ${index + 1}, ${mismatch}`);
  }

  const net = readNet(document, header);
  const upToNet = ofHeader.abs().plus(net.difference.abs());
  if (upToNet.gt(roundingLimit)) return doesNotAddUp(subject, netMismatch(net, header));

  const rates = ratesOf(document, knownRates, subject);
  if (!rates.ok) return rates;
  const products = productComponents(document, net, rates.value);
  const priced = [...products, ...discountComponents(products, net)];
  const likelyRates = [...knownRates.likely, ...knownRates.other];
  const vat = checkVat(priced, header, likelyRates, { allowRounding: upToNet.eq(ZERO) });
  if (upToNet.plus(vat.difference.abs()).gt(roundingLimit)) {
    return doesNotAddUp(subject, vatMismatch(header.vat, vat.difference));
  }
  const { components, taxes } = vat;
  const rounding = header.total.minus(sum(components.map((component) => component.net))).minus(sum(taxes));
  return accepted({ components, taxes, total: header.total, rounding });
}

/**
 * Whether every amount is one that books can hold. Parsing sees to it already; here it keeps arithmetic bounded for
 * any caller.
 */
export function hasSaneAmounts(document: TraedeDocument): boolean {
  return amountsOf(document).every(isSane);
}

/** More digits than any amount or unit price has: beyond them it is noise, and arithmetic on it gets slow. */
const MAX_DECIMALS = 40;

function isSane(amount: Decimal): boolean {
  return amount.abs().lte(MAX_AMOUNT) && amount.c.length - 1 - amount.e <= MAX_DECIMALS;
}

function amountsOf(document: TraedeDocument): readonly Decimal[] {
  if (document.documentType === 'accounting-entry') return [document.amount];
  const { netPrice, shipping, handlingFee, vatAmount, totalPriceAfterVat, discountAmount, lines } = document;
  return [
    ...[netPrice, shipping, handlingFee, vatAmount, totalPriceAfterVat, discountAmount ?? ZERO],
    ...lines.flatMap((line) => [
      ...[line.quantity, line.unitNetPrice, line.unitVatAmount, line.totalPrice, line.totalPriceAfterVat],
    ]),
  ];
}

function ratesOf(
  document: TraedeSalesDocument,
  knownRates: KnownRates,
  subject: string,
): Outcome<readonly Decimal[]> {
  const rates: Decimal[] = [];
  for (const [index, rate] of lineRates(document.lines, knownRates).entries()) {
    const line = document.lines[index];
    if (line !== undefined && rate === undefined) {
      const amounts = `VAT ${formatAmount(vatOfLine(line))} on ${formatAmount(line.totalPrice)}`;
      return doesNotAddUp(subject, `in line ${index + 1}, ${amounts} is no possible VAT rate`);
    }
    rates.push(rate ?? ZERO);
  }
  return accepted(rates);
}

function vatMismatch(vat: Decimal, difference: Decimal): string {
  return (
    `the VAT is ${formatAmount(vat)}, but lines, discount, shipping and handling fee make ` +
    `${formatAmount(vat.minus(difference))} at the rates of the lines (difference ${formatAmount(difference)})`
  );
}

function doesNotAddUp(subject: string, what: string): Refusal {
  return refused(
    'totals-do-not-add-up',
    `${subject} does not add up: ${what}.`,
    'Correct the document in TRAEDE and resync it. If differences of this size are to be booked, name an account and a ' +
      'limit in accounting.rounding: `{account: …, limit: …}`; differences within one line are never booked.',
  );
}
