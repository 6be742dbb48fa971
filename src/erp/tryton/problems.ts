import type { Problem } from '../../problem';
import type { PlainDate } from '../../plain-date';
import { redactSentence } from './text';

/** Every reason for which this adapter refuses a document, in words for a bookkeeper. */

const RESYNC = 'then resync the document.';

export function accountUnknown(codes: readonly string[]): Problem {
  return {
    code: 'account-unknown',
    message: `Tryton does not hold the account ${listed(codes)} in this company.`,
    remedy: `Open the account in Tryton, or correct the mapping of accounts, ${RESYNC}`,
  };
}

/** It is there, but no line may stand on it. */
export function accountNotUsable(code: string, why: string): Problem {
  return {
    code: 'account-unknown',
    message: `Tryton's account ${code} takes no postings: ${why}.`,
    remedy: `Open the account in Tryton, or map another one, ${RESYNC}`,
  };
}

export function customerMissing(account: string): Problem {
  return {
    code: 'customer-missing',
    message: `Tryton's account ${account} wants a party on every line, and a line of the entry names no customer.`,
    remedy: `Map another account, or take "Party Required" off the account in Tryton, ${RESYNC}`,
  };
}

export function customerNotTaken(account: string): Problem {
  return {
    code: 'erp-rejected',
    message: `A line of the entry on the account ${account} names a customer, and Tryton takes no party on this account.`,
    remedy: `Map an account of customers' debts, or set "Party Required" on the account in Tryton, ${RESYNC}`,
  };
}

export function paymentTermUnknown(name: string): Problem {
  return {
    code: 'payment-term-unknown',
    message: `Tryton does not hold the payment term "${name}".`,
    remedy: `Create it in Tryton, or correct the mapping of payment terms to the name of one, ${RESYNC}`,
  };
}

export function taxUnknown(code: string, why: string): Problem {
  return {
    code: 'tax-code-unknown',
    message: `Tryton's tax "${code}" cannot be used: ${why}.`,
    remedy: `Correct the tax in Tryton, or accounting.taxCodes in the configuration (a tax's name, or its description), ${RESYNC}`,
  };
}

export function customerUnknown(what: string, remedy: string): Problem {
  return { code: 'customer-unknown', message: what, remedy: `${remedy}, ${RESYNC}` };
}

export function currencyUnknown(what: string, remedy: string): Problem {
  return { code: 'currency-unknown', message: what, remedy: `${remedy}, ${RESYNC}` };
}

export function periodClosed(date: PlainDate): Problem {
  return {
    code: 'period-closed',
    message: `The day ${date} lies in no open period of Tryton.`,
    remedy: `Open the period in Tryton, or set a later booking date for the document, ${RESYNC}`,
  };
}

export function invoiceNotPosted(reference: string): Problem {
  return {
    code: 'invoice-not-posted',
    message: `The credit note corrects ${reference}, which is not a posted invoice in Tryton.`,
    remedy: 'Post the invoice first, then resync the credit note.',
  };
}

export function notBookable(message: string): Problem {
  return {
    code: 'erp-rejected',
    message,
    remedy: `Correct the document in TRAEDE or the mapping, ${RESYNC}`,
  };
}

export function warningNotAcknowledged(key: string, sentence: string, names: readonly string[]): Problem {
  const name = warningName(key);
  return {
    code: 'erp-rejected',
    message: `Tryton warns (${name}): ${redactSentence(sentence, names)}`,
    remedy: `Mend what it warns of, or let it be acknowledged by the configuration line erp.acknowledgedWarnings: [${name}], ${RESYNC}`,
  };
}

/** Tryton makes a key of a warning's name and its record: `9f86d0….invoice_payment_term`, on 6.0 `…_term_28`. */
export function warningName(key: string): string {
  return key
    .replace(/^[0-9a-f]{32}\./, '')
    .replace(/_\d+$/, '')
    .replace(/[^\w.-]/g, '')
    .slice(0, 100);
}

/** `invoice date` on 8.2, `accounting date` on 6.0. */
const AFTER_DATE = /you must set an \w+ date after "[^"]{1,40}" because the sequence "([^"]{1,100})"/;
const PERIOD =
  /you must (reopen|create) (the|a) (period|fiscal ?year)|no (period|fiscal ?year)|closed (period|journal)/i;

/** For a sentence by which Tryton refused a posting. */
export function refusedProblem(sentence: string, date: PlainDate, names: readonly string[]): Problem {
  const [, sequence] = AFTER_DATE.exec(sentence) ?? [];
  // The sentence itself goes on with the other invoice.
  if (sequence !== undefined) return dateOrder(date, sequence);
  if (PERIOD.test(sentence)) return periodClosed(date);
  return {
    code: 'erp-rejected',
    message: `Tryton refuses the document: ${redactSentence(sentence, names)}`,
    remedy: `Mend what it names in Tryton, in TRAEDE or in the mapping, ${RESYNC}`,
  };
}

export function dateOrder(date: PlainDate, sequence: string): Problem {
  return {
    code: 'date-order',
    message: `Tryton has numbered a document with a later date than ${date} in the sequence "${sequence}", and takes none before it.`,
    remedy: `Set a later booking date for the document, or book it by hand and mark it as exported; ${RESYNC}`,
  };
}

export function faultProblem(reason: string): Problem {
  return {
    code: 'erp-rejected',
    message: `Tryton cannot book the document: ${reason}.`,
    remedy: `Look into Tryton's log at this moment, mend the cause, ${RESYNC}`,
  };
}

/** A posting can name hundreds of unknown accounts; a sentence cannot. */
const MAX_LISTED = 10;

function listed(texts: readonly string[]): string {
  const some = texts.slice(0, MAX_LISTED).join(', ').slice(0, 300);
  return texts.length > MAX_LISTED ? `${some} and ${texts.length - MAX_LISTED} more` : some;
}
