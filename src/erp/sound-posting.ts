import type { JournalPosting, SalesPosting } from '../accounting/posting';
import type { ExternalReference } from '../document';
import { CENT_DECIMALS, sum, type Decimal } from '../money';

/**
 * What no ERP could book as it is, in a sentence for a bookkeeper: it would round, or reckon other totals than those
 * that were sent. `undefined` when nothing is wrong.
 * @param maxAmount the largest amount that the ERP holds to the cent
 */
export function unsoundSales(
  { reference, lines, totals }: SalesPosting,
  maxAmount: Decimal,
): string | undefined {
  if (lines.length === 0) return 'The document has no lines.';
  const adds =
    sum(lines.map(({ net }) => net)).eq(totals.net) &&
    sum(lines.map(({ tax }) => tax)).eq(totals.tax) &&
    totals.net.plus(totals.tax).eq(totals.total);
  if (!adds) return 'The lines of the document do not add up to its totals.';
  const amounts = [totals.net, totals.tax, totals.total, ...lines.flatMap(({ net, tax }) => [net, tax])];
  return unstorable(reference, amounts, maxAmount);
}

/** As {@link unsoundSales}, of an entry. */
export function unsoundEntry(
  { reference, amount, lines }: JournalPosting,
  maxAmount: Decimal,
): string | undefined {
  if (lines.length < 2) return 'The entry has fewer than two lines.';
  const debit = sum(lines.map((line) => line.debit));
  const credit = sum(lines.map((line) => line.credit));
  if (!debit.eq(credit)) return "The entry's debit and credit differ.";
  if (lines.some((line) => line.debit.lt(0) || line.credit.lt(0))) return 'A side of the entry is negative.';
  if (lines.some((line) => line.debit.gt(0) && line.credit.gt(0)))
    return 'A line of the entry has both sides.';
  if (!amount.abs().eq(debit)) return "The entry's amount and the sum of its lines differ.";
  return unstorable(reference, [amount, ...lines.flatMap((line) => [line.debit, line.credit])], maxAmount);
}

function unstorable(
  reference: ExternalReference,
  amounts: readonly Decimal[],
  maxAmount: Decimal,
): string | undefined {
  // ERPs strip blanks, and the reference must stay what it is.
  if (/[\p{Cc}\p{Cs}]/u.test(reference) || reference.trim() !== reference)
    return 'The external reference holds characters that cannot be stored.';
  const fits = amounts.every(
    (amount) => amount.round(CENT_DECIMALS).eq(amount) && amount.abs().lte(maxAmount),
  );
  return fits ? undefined : 'An amount has fractions of a cent, or is too large for the ERP.';
}
