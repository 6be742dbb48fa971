import type { DocumentKey } from '../document';
import type { Problem } from '../problem';
import type { TraedeDocument } from '../traede/document';
import { mapAccountingEntry } from './accounting-entry';
import { hasSaneAmounts } from './amounts-check';
import { refused } from './outcome';
import type { Outcome } from './outcome';
import type { Posting } from './posting';
import type { AccountingRules } from './rules';
import { mapSalesDocument } from './sales-document';

/** What a document means for the books, or why a person must look first. */
export type Mapped =
  { readonly ok: true; readonly posting: Posting } | { readonly ok: false; readonly problem: Problem };

/**
 * Maps one TRAEDE document to a posting by the rules: purely, and without guessing. Never throws for what a document
 * holds; whatever the rules do not settle is a problem.
 * @param key names the document in its external reference; must be that of `document`
 */
export function toPosting(document: TraedeDocument, key: DocumentKey, rules: AccountingRules): Mapped {
  const mapped = mapDocument(document, key, rules);
  return mapped.ok ? { ok: true, posting: mapped.value } : mapped;
}

function mapDocument(document: TraedeDocument, key: DocumentKey, rules: AccountingRules): Outcome<Posting> {
  const subject = `The ${document.documentType} with TRAEDE id ${document.id}`;
  if (document.id !== key.documentId || document.documentType !== key.documentType) {
    return refused(
      'malformed-document',
      `${subject} came in answer to the ${key.documentType} with id ${key.documentId}.`,
      'Resync the document; if it comes again, report it, as it would be booked under a wrong reference.',
    );
  }
  if (!hasSaneAmounts(document)) {
    return refused(
      'malformed-document',
      `${subject} has an amount that no books can hold.`,
      'Correct the amount in TRAEDE, then resync the document.',
    );
  }
  if (rules.currencies !== 'any' && !rules.currencies.includes(document.currency)) {
    return refused(
      'currency-not-allowed',
      `${subject} is in ${document.currency}; the configuration allows ${rules.currencies.join(', ')}.`,
      `If it is to be booked, write into accounting the line \`currencies: [${allowedWith(rules.currencies, document)}]\`, ` +
        'then resync the document.',
    );
  }
  return document.documentType === 'accounting-entry'
    ? mapAccountingEntry(document, key, rules)
    : mapSalesDocument(document, key, rules);
}

function allowedWith(currencies: readonly string[], { currency }: TraedeDocument): string {
  return [...currencies, currency].join(', ');
}
