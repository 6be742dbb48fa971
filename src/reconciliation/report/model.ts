import type { TimelineEvent } from '../../delivery/delivery';
import type { DocumentId, DocumentType, SystemId } from '../../document';
import type { BookedDifference } from '../booked';
import type { ClassCounts, ReconciliationClass } from '../classes';
import type { Period } from '../period';

/** A finished reconciliation, as reports tell it. Amounts are decimal texts: `-12.30`. */
export interface ReconciliationReport {
  readonly id: number;
  readonly systemId: SystemId;
  readonly documentTypes: readonly DocumentType[];
  readonly period: Period;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly verdict: string;
  readonly agree: boolean;
  readonly classes: ClassCounts;
  readonly sums: readonly ReportSum[];
  readonly accounts: readonly ReportAccount[];
  readonly days: readonly ReportDay[];
}

/** What the documents of one type, currency, month and class amount to on either side. */
export interface ReportSum extends ReportAmounts {
  readonly documentType: DocumentType;
  readonly currency: string;
  /** `2026-01`. */
  readonly month: string;
  readonly class: ReconciliationClass;
  readonly documents: number;
}

export interface ReportAmounts {
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  readonly erpNet: string;
  readonly erpTax: string;
  readonly erpTotal: string;
}

/** What accounting entries put on one account, debit − credit. */
export interface ReportAccount {
  readonly account: string;
  readonly currency: string;
  readonly amount: string;
  readonly erpAmount: string;
}

/** Documents of one day and class, and their totals in one currency. */
export interface ReportDay {
  readonly day: string;
  readonly class: ReconciliationClass;
  readonly currency: string;
  readonly documents: number;
  readonly total: string;
  readonly erpTotal: string;
}

/** One document, with what either side says of it: by number and id, without names. */
export interface ReportDocument {
  readonly documentType: DocumentType;
  readonly documentId: DocumentId;
  readonly number: string | null;
  readonly class: ReconciliationClass;
  readonly reason: string;
  readonly differences: readonly BookedDifference[];
  /** Of a document that waits: how to mend it. */
  readonly remedy: string | null;
  readonly traede: ReportSide | null;
  readonly erp: (ReportSide & { readonly number: string }) | null;
}

export interface ReportSide {
  readonly date: string;
  readonly currency: string;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
}

/** A document with what happened to it, oldest first. */
export interface DocumentWithTimeline extends ReportDocument {
  readonly timeline: readonly TimelineEvent[];
}
