/**
 * Why a document waits for a person. The code is stable (people filter by it and automate on it), the message is a
 * sentence that a bookkeeper understands, the remedy says what to do. None of them holds personal data: they stand
 * in Temporal's history and in logs.
 */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly remedy: string;
}

export const PROBLEM_CODES = [
  /** The document cannot be read: a field that the books depend on is missing or nonsense. */
  'malformed-document',
  /** The document's own sums contradict each other. */
  'totals-do-not-add-up',
  /** A draft was in the export list. */
  'draft-document',
  /** The document names no customer that could be found in the ERP. */
  'customer-missing',
  /** The customer's country is needed to choose the VAT code, and is missing. */
  'customer-country-missing',
  /** No VAT code is configured for this zone, rate and kind of line. */
  'tax-code-missing',
  /** No account is configured for this line. */
  'account-missing',
  /** No payment term of the ERP is configured for the document's. */
  'payment-term-missing',
  /** The currency is not among those that the configuration allows. */
  'currency-not-allowed',
  /** The document cannot be dated. */
  'date-missing',
  /** The ERP does not know the account. */
  'account-unknown',
  /** The ERP does not know the customer. */
  'customer-unknown',
  /** The ERP does not know the currency, or has no rate for it. */
  'currency-unknown',
  /** The ERP does not know the VAT code. */
  'tax-code-unknown',
  /** The ERP does not know the payment term. */
  'payment-term-unknown',
  /** The day lies in a period that the ERP holds closed. */
  'period-closed',
  /** The ERP has numbered a later document, and takes none dated before it. */
  'date-order',
  /** The ERP refuses the document for another reason, given in the message. */
  'erp-rejected',
  /** The ERP holds the document, but not as it was sent. */
  'posted-differently',
  /** Our record says that the document was posted, but the ERP does not hold it (any more). */
  'missing-in-erp',
  /** TRAEDE's document changed after it was posted. */
  'changed-after-posting',
  /** The ERP holds a document that others posted and that may be this one; a person is to say. */
  'adoption-doubtful',
  /** A credit note whose invoice is not in the ERP. */
  'invoice-not-posted',
  /** It is dated before the day on which this product began to keep the books: it is never posted. */
  'before-go-live',
  /** TRAEDE refuses to mark the document as exported. */
  'mark-refused',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** What a change of the configuration can mend; some of it also TRAEDE or the ERP. */
const MENDED_BY_CONFIGURATION: readonly ProblemCode[] = [
  'totals-do-not-add-up',
  'customer-missing',
  'customer-country-missing',
  'tax-code-missing',
  'account-missing',
  'payment-term-missing',
  'currency-not-allowed',
  'date-missing',
  'tax-code-unknown',
  'payment-term-unknown',
  'period-closed',
  'date-order',
  'invoice-not-posted',
];

export function isMendedByConfiguration(code: ProblemCode): boolean {
  return MENDED_BY_CONFIGURATION.includes(code);
}

/** To be said wherever such a problem is shown: who has mended the file and tries again would wonder. */
export const CONFIGURATION_COUNTS_AFTER_RESTART =
  'a change of the configuration counts once `traede-sync up`, or the worker, was started again.';
