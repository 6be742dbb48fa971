import type { Posting } from '../accounting/posting';
import type { DocumentId } from '../document';
import type { Receipt } from '../erp/adapter';
import type { PlainDate } from '../plain-date';
import type { Problem } from '../problem';

/** What would become of one document that waits in TRAEDE. */
export type Verdict =
  /** `ownDay`: it would be moved from this day to the first open one, as the configuration says. */
  | { readonly kind: 'to-post'; readonly posting: Posting; readonly ownDay?: PlainDate }
  /** It is in the ERP, as it should be: it would only be marked. */
  | { readonly kind: 'posted'; readonly posting: Posting; readonly receipt: Receipt }
  /** It follows another document that would wait for a person. */
  | { readonly kind: 'held'; readonly posting: Posting; readonly reason: string }
  /** It is dated before go-live, and the ERP does not hold it: it would be left alone. */
  | { readonly kind: 'before-go-live'; readonly problem: Problem }
  /** A named person skipped it. */
  | { readonly kind: 'skipped' }
  /** It would wait for a person. */
  | { readonly kind: 'problem'; readonly problem: Problem; readonly posting?: Posting };

export interface Examined {
  readonly documentId: DocumentId;
  /** TRAEDE's printed number, where it has one. */
  readonly number: string | null;
  readonly verdict: Verdict;
}
