import { DOCUMENT_TYPE_NAMES, type DocumentType } from '../document';
import type { PlainDate } from '../plain-date';
import type { Problem } from '../problem';
import type { TraedeDocument } from '../traede/document';
import { bookDateOf, statedDay } from './book-date';
import type { AccountingRules } from './rules';

/** The first day of the books that are kept by this product, by document type; null: whatever its date. */
export type GoLive = Readonly<Record<DocumentType, PlainDate | null>>;

/** Nothing is left alone for its date. */
export const NO_GO_LIVE: GoLive = { invoice: null, 'credit-note': null, 'accounting-entry': null };

/** The day of the books of a document, also of one that cannot be mapped; `undefined` where it has none. */
export function dayOfDocument(document: TraedeDocument, rules: AccountingRules): PlainDate | undefined {
  const date =
    document.documentType === 'accounting-entry'
      ? statedDay(document.date, rules.timeZone)
      : bookDateOf(document, rules);
  return date.kind === 'day' ? date.day : undefined;
}

export function isBeforeGoLive(documentType: DocumentType, day: PlainDate, goLive: GoLive): boolean {
  const first = goLive[documentType];
  // ISO dates sort as texts.
  return first !== null && day < first;
}

/** Why a document is never posted that is dated before go-live. The remedy names the line of configuration. */
export function beforeGoLive(documentType: DocumentType, day: PlainDate, goLive: GoLive): Problem {
  const { one, many } = DOCUMENT_TYPE_NAMES[documentType];
  return {
    code: 'before-go-live',
    message: `The ${one} is dated ${day}, before the go-live of ${many} on ${goLive[documentType] ?? day}: it is left alone.`,
    remedy:
      `Nothing is to be done where it is in the books already. If it is to be posted, set goLive.${documentType} of the system to ` +
      'its day or an earlier one, restart the worker, then resync it.',
  };
}
