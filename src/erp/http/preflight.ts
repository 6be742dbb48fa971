import type { Posting } from '../../accounting/posting';
import { CENT_DECIMALS, MAX_AMOUNT, type Decimal } from '../../money';
import type { Problem } from '../../problem';

/** A document of ten thousand lines is a tenth of this; what is larger, many a middleware refuses or cuts. */
export const MAX_POSTING_BYTES = 16 * 1024 * 1024;

/** Digits after the point that fit the published schema. */
const MAX_DECIMALS = 40;

/** Control characters and halves of surrogate pairs: an ERP that drops them would take one account for another. */
const UNSENDABLE = /[\p{Cc}\p{Cs}]/u;

/** Why a posting cannot be sent as it is: nothing is rounded or cleaned silently. `undefined` when it can. */
export function unsendable(posting: Posting, json: string): Problem | undefined {
  if (!amountsOf(posting).every(isWholeCents) || !decimalsOf(posting).every(isBounded)) {
    return {
      code: 'erp-rejected',
      message: 'An amount has fractions of a cent, or is too large to be true.',
      remedy: 'Check the amounts of the document in TRAEDE, then resync it.',
    };
  }
  if (identifiersOf(posting).some((text) => text === '' || UNSENDABLE.test(text))) {
    return {
      code: 'erp-rejected',
      message: 'An account, VAT code, customer number or reference is empty or holds control characters.',
      remedy: 'Correct it in TRAEDE or in the mapping, then resync the document.',
    };
  }
  const bytes = Buffer.byteLength(json);
  if (bytes <= MAX_POSTING_BYTES) return undefined;
  return {
    code: 'erp-rejected',
    message: `The document is too large to be sent: ${bytes} bytes, where ${MAX_POSTING_BYTES} are the limit.`,
    remedy: 'Split the document in TRAEDE, or book it by hand and mark it as exported.',
  };
}

function amountsOf(posting: Posting): readonly Decimal[] {
  if (posting.kind === 'journal-entry') {
    return [posting.amount, ...posting.lines.flatMap((line) => [line.debit, line.credit])];
  }
  const { net, tax, total } = posting.totals;
  return [net, tax, total, ...posting.lines.flatMap((line) => [line.net, line.tax])];
}

function decimalsOf(posting: Posting): readonly Decimal[] {
  if (posting.kind === 'journal-entry') return [];
  return posting.lines.flatMap((line) => [line.quantity, line.unitPrice, line.taxRate]);
}

function identifiersOf(posting: Posting): readonly string[] {
  const common = [posting.reference, posting.currency];
  if (posting.kind === 'journal-entry') {
    const customers = posting.lines.flatMap(({ customer }) =>
      customer === undefined ? [] : [customer.number],
    );
    return [...common, ...posting.lines.map((line) => line.account), ...customers];
  }
  return [
    ...common,
    posting.customer.number,
    ...posting.lines.flatMap((line) => [line.account, line.taxCode]),
  ];
}

function isWholeCents(amount: Decimal): boolean {
  return amount.round(CENT_DECIMALS).eq(amount) && amount.abs().lte(MAX_AMOUNT);
}

function isBounded(value: Decimal): boolean {
  return value.round(MAX_DECIMALS).eq(value) && value.abs().lte(MAX_AMOUNT);
}
