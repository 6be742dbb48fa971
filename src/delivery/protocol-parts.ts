import type { Posting } from '../accounting/posting';
import type { ClosedPeriods, EntryBooking } from '../accounting/rules';
import type { DocumentKey } from '../document';
import type { ErpAdapter } from '../erp/adapter';
import type { PlainDate } from '../plain-date';
import type { Problem } from '../problem';
import type { UnlinkedCreditNotes } from './credited-invoice';
import type { PostingTurns } from './posting-turns';
import type { DeliveryRecord } from './record';

/** What the delivery protocol works with. */
export interface Protocol {
  readonly record: DeliveryRecord;
  readonly erp: ErpAdapter;
  /** Of all batches that are posted to this ERP side by side. Default: the batch has the ERP for itself. */
  readonly turns?: PostingTurns | undefined;
  /** Parses, checks and maps a document's content. Pure. */
  readonly prepare: (key: DocumentKey, content: string) => Prepared;
  /** Says whether a document is dated before go-live: it is never posted. Default: none is. */
  readonly beforeGoLive?: (key: DocumentKey, content: string) => BeforeGoLive | undefined;
  readonly unlinkedCreditNotes: UnlinkedCreditNotes;
  /** Default: they wait for a person. */
  readonly closedPeriods?: ClosedPeriods;
  /** Default: one by one. */
  readonly entries?: EntryBooking;
}

export type Prepared =
  { readonly ok: true; readonly posting: Posting } | { readonly ok: false; readonly problem: Problem };

/** The day of a document's books, and why it is left alone for it. */
export interface BeforeGoLive {
  readonly day: PlainDate;
  readonly problem: Problem;
}

export interface DeliverOptions {
  /** A person asked for it: a document that waits is tried afresh. Default false: it goes on waiting. */
  readonly afresh?: boolean;
  /** Begin of the run. What has been marked since, by a resync beside it, was listed before and is done: it is not marked again. */
  readonly runStartedAt?: Date;
  /** An attempt before this one may have delivered and marked them; its answer was lost. Default false. */
  readonly isRepeated?: boolean;
  /** Nobody looks again: what would be held for a later run waits for a person. Default false. */
  readonly isLast?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * A batch's postings are noted together before the first is sent. Those that are still to be sent this much later are noted anew,
 * so that the ERP's time-out counts from the sending; for the rest this much is added to the time-out.
 */
export const MAX_NOTE_AGE_MS = 1_000;

/** How long a posting with unknown outcome is left alone: it is neither looked up nor repeated. */
export function settleTimeMs({ erp }: Protocol): number {
  return erp.capabilities.settleTimeMs + MAX_NOTE_AGE_MS;
}
