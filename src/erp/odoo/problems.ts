import type { PlainDate } from '../../plain-date';
import type { Problem } from '../../problem';
import { redact } from '../../redact';

/** Every reason for which this adapter refuses a document, in words for a bookkeeper. */

const RESYNC = 'then resync the document.';

export function accountUnknown(codes: readonly string[]): Problem {
  return {
    code: 'account-unknown',
    message: `Odoo does not hold the account ${listed(codes)} in this company, or it is archived.`,
    remedy: `Open the account in Odoo, or correct the mapping of accounts, ${RESYNC}`,
  };
}

export function taxUnknown(code: string, why: string): Problem {
  return {
    code: 'tax-code-unknown',
    message: `Odoo's tax "${code}" cannot be used: ${why}.`,
    remedy: `Correct the tax in Odoo, or accounting.taxCodes in the configuration (a tax's English name, or its label on invoices), ${RESYNC}`,
  };
}

export function customerUnknown(what: string, remedy: string): Problem {
  return { code: 'customer-unknown', message: what, remedy: `${remedy}, ${RESYNC}` };
}

export function currencyUnknown(what: string, remedy: string): Problem {
  return { code: 'currency-unknown', message: what, remedy: `${remedy}, ${RESYNC}` };
}

export function periodClosed(date: PlainDate, lockedUntil: PlainDate): Problem {
  return {
    code: 'period-closed',
    message: `The day ${date} is locked: a lock date of Odoo is ${lockedUntil}.`,
    remedy: `Move the lock date in Odoo (Accounting, Lock Dates), or set a later booking date for the document, ${RESYNC}`,
  };
}

export function invoiceNotPosted(reference: string): Problem {
  return {
    code: 'invoice-not-posted',
    message: `The credit note corrects ${reference}, which is not a posted invoice in Odoo.`,
    remedy: 'Post the invoice first, then resync the credit note.',
  };
}

export function paymentTermUnknown(name: string): Problem {
  return {
    code: 'erp-rejected',
    message: `Odoo does not hold the payment term "${name}".`,
    remedy: `Create it in Odoo, or correct the payment terms in the configuration (English names), ${RESYNC}`,
  };
}

export function notBookable(message: string): Problem {
  return {
    code: 'erp-rejected',
    message,
    remedy: `Correct the document in TRAEDE or the mapping, ${RESYNC}`,
  };
}

/** The external id is taken by what is not to be posted again. */
export function claimed(message: string, remedy: string): Problem {
  return { code: 'erp-rejected', message, remedy: `${remedy}, ${RESYNC}` };
}

/** A sentence of Odoo that is longer lists records. */
const MAX_SENTENCE_LENGTH = 400;

/** For a sentence by which Odoo refused a posting. */
export function refusedProblem(sentence: string, names: readonly string[]): Problem {
  return {
    code: 'erp-rejected',
    message: `Odoo refuses the document: ${redact(sentence, names, MAX_SENTENCE_LENGTH)}`,
    remedy: `Mend what it names in Odoo, in TRAEDE or in the mapping, ${RESYNC}`,
  };
}

export function faultProblem(reason: string): Problem {
  return {
    code: 'erp-rejected',
    message: `Odoo cannot book the document: ${reason}.`,
    remedy: `Look into Odoo's log at this moment, mend the cause, ${RESYNC}`,
  };
}

/** A posting can name hundreds of unknown accounts; a sentence cannot. */
const MAX_LISTED = 10;

function listed(texts: readonly string[]): string {
  const some = texts.slice(0, MAX_LISTED).join(', ').slice(0, 300);
  return texts.length > MAX_LISTED ? `${some} and ${texts.length - MAX_LISTED} more` : some;
}
