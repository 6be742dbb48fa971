import type { Posting } from '../accounting/posting';
import type { ExternalReference } from '../document';
import type { Decimal } from '../money';
import type { PlainDate } from '../plain-date';
import type { CallOptions, Receipt, ReceiptLine } from './adapter';

/** What an ERP's document is: an accounting entry, and what is booked as one, is a `journal-entry`. */
export type BookedKind = Posting['kind'];

/**
 * How documents that others entered (people, an earlier integration) become ours: they are found, and get our reference.
 * Whether one is the same as a document of TRAEDE is decided once, for all adapters, by `traede-sync adopt`.
 */
export interface Adoption {
  /** The kinds that can get a reference after they were posted. The others are neither listed nor linked. */
  readonly kinds: readonly BookedKind[];

  /**
   * Posted documents of these days, both included, that bear no reference of ours, whatever system it names: oldest first,
   * page by page. A document without a reference, and one with a reference that others gave it, are both listed.
   * @throws as `ErpAdapter.find`
   */
  unlinked(days: Days, options?: CallOptions): AsyncIterable<UnlinkedDocument>;

  /**
   * Puts our reference on a document, so that `find` and `list` answer with it from then on. Nothing else in the books
   * changes: no amount, date, number, account or state; a reference of others is kept where people see it.
   *
   * Refused when the document is not what `document` says any more (amounts, currency, date), bears another reference of
   * ours, or when the ERP holds another document under this reference. Called again it answers `linked`, and does nothing.
   * Never throws for what the ERP answers, or fails to answer: then it is `uncertain`, and to be called again once
   * `settleTimeMs` has passed.
   * @throws {ErpAccessDeniedError | ErpNotReadyError} as `ErpAdapter.post`
   */
  link(document: ToLink, reference: ExternalReference, options?: CallOptions): Promise<LinkOutcome>;
}

/** What a document was when it was listed. */
export type ToLink = Omit<UnlinkedDocument, 'texts' | 'customer' | 'lines'>;

export interface Days {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** A posted document of the ERP that is not known to be one of TRAEDE's. */
export interface UnlinkedDocument {
  readonly kind: BookedKind;
  /** The ERP's own id. */
  readonly erpId: string;
  /** The number that the ERP gave. */
  readonly number: string;
  /**
   * Whole texts that may be TRAEDE's number: reference, description, text. They may hold names: they are compared, never
   * shown or logged.
   */
  readonly texts: readonly string[];
  readonly date: PlainDate;
  readonly currency: string;
  /** As in a receipt: positive for credit notes; a journal entry's net is its turnover, its tax is zero. */
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly total: Decimal;
  /** By what a posting finds its customer in this ERP. Null where the document names none. */
  readonly customer: CustomerKey | null;
  /** As in a receipt. */
  readonly lines: readonly ReceiptLine[];
}

/** `by` names the field of a posting's customer that must be among the values. */
export interface CustomerKey {
  readonly by: 'number' | 'vatNumber' | 'name';
  readonly values: readonly string[];
}

export type LinkOutcome =
  | { readonly kind: 'linked'; readonly receipt: Receipt }
  | { readonly kind: 'refused'; readonly why: LinkRefusal }
  /** `reason` in a few words, without personal data. */
  | { readonly kind: 'uncertain'; readonly reason: string };

/**
 * - `changed`: it is not what it was when it was listed, is not posted any more, or is gone
 * - `linked-elsewhere`: it bears the reference of another document of ours
 * - `reference-taken`: the ERP holds another document under this reference
 * - `erp-refuses`: the ERP does not let the reference be written
 */
export type LinkRefusal = 'changed' | 'linked-elsewhere' | 'reference-taken' | 'erp-refuses';

/** Whether a document is still what it was when it was listed, as far as the books are concerned. */
export function isUnchanged(listed: BookedFacts, held: BookedFacts): boolean {
  return (
    listed.date === held.date &&
    listed.currency === held.currency &&
    listed.net.eq(held.net) &&
    listed.tax.eq(held.tax) &&
    listed.total.eq(held.total)
  );
}

export type BookedFacts = Pick<UnlinkedDocument, 'date' | 'currency' | 'net' | 'tax' | 'total'>;
