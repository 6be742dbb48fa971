import type { DocumentId, DocumentType, ExternalReference, SystemId } from '../document';
import type { Decimal } from '../money';
import type { PlainDate } from '../plain-date';
import type { Problem } from '../problem';

/**
 * Where a document is on its way: `fetched` from TRAEDE; `delivered`: in the ERP, confirmed; `exported`: marked in
 * TRAEDE; `attention`: waits for a person; `skipped` by a named person.
 */
export const DELIVERY_STATES = ['fetched', 'delivered', 'exported', 'attention', 'skipped'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** All deliveries of one document type to one system. */
export interface Flow {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
}

/** A document as fetched, on its way into the record. */
export interface FetchedDocument {
  readonly documentId: DocumentId;
  readonly number: string | null;
  /** JSON text with exact numbers. */
  readonly content: string;
  /** Of what matters to the books: equal hashes, equal postings. */
  readonly contentHash: string;
}

/** The record of one delivery, with the document's content. */
export interface Delivery {
  readonly documentId: DocumentId;
  readonly number: string | null;
  readonly content: string;
  readonly contentHash: string;
  readonly state: DeliveryState;
  readonly stateSince: Date;
  /** When the document was first seen. */
  readonly firstFetchedAt: Date;
  /** A posting was sent at this time and its outcome is not known. */
  readonly postingSince: Date | null;
  /** Hash of the content that was posted. */
  readonly postedHash: string | null;
  readonly receipt: RecordedReceipt | null;
  /** The sum in which an accounting entry was sent or found last: where to look for it, should TRAEDE change it. */
  readonly sumReference: ExternalReference | null;
  readonly deliveredAt: Date | null;
  readonly exportedAt: Date | null;
  readonly problem: Problem | null;
  /** A workflow of its own waits for a person. */
  readonly awaited: boolean;
  /** Waits for a person without a workflow of its own, as too many wait for the same cause already. */
  readonly onlyRecorded: boolean;
  /** Posted by others, and linked by an adoption; or, while it is only fetched, about to be. */
  readonly adopted: boolean;
  /** Since then the content says no more than when the document was created: it is fetched again before it is imported. */
  readonly purgedAt: Date | null;
}

/** What the ERP confirmed, as recorded. */
export interface RecordedReceipt {
  readonly erpId: string;
  readonly number: string;
  readonly date: PlainDate;
  readonly currency: string;
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly total: Decimal;
  readonly lineCount: number;
}

/** One step of a delivery's timeline. */
export interface TimelineEvent {
  readonly at: Date;
  readonly event: string;
  readonly detail: string | null;
}
