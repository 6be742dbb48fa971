import { defineQuery, defineSignal } from '@temporalio/workflow';
import { DOCUMENT_TYPES, type DocumentId, type DocumentType, type SystemId } from '../src/document';
import type { ScanState } from '../src/listing/time-scan';
import type { OutageView, ProblemCount, SyncTuning } from './messages';

/** What to bring. One JSON object, as Temporal's UI sends it: `{"systemId": "acme", "from": "2025-01-01"}`. */
export interface BackfillInput {
  readonly systemId: SystemId;
  /** First day of the books. */
  readonly from: string;
  /** Last day of the books. Default: today. */
  readonly to?: string;
  /** Default: all. */
  readonly types?: readonly DocumentType[];
  /** Default: as a sync has it with nothing configured. */
  readonly tuning?: SyncTuning;
  /** What the run knew when it continued as new. */
  readonly carried?: CarriedBackfill;
}

/** What was settled when the backfill began. */
export interface OpenedBackfill {
  readonly from: string;
  readonly to: string;
  /** In the order in which they go: credit notes follow their invoices. */
  readonly documentTypes: readonly DocumentType[];
  /** By the record's clock. */
  readonly startedAt: string;
}

export interface CarriedBackfill {
  readonly opened: OpenedBackfill;
  /** Of the types that are done, and of the one at work. */
  readonly flows: readonly BackfilledFlow[];
  /** Where the type at work goes on; absent where the next type begins. */
  readonly at?: BackfillPlace;
  readonly isPaused: boolean;
}

/** How far one type is. */
export interface BackfillPlace {
  readonly scan: ScanState;
  /** Put off or held: to be tried once more at the end. */
  readonly again: readonly DocumentId[];
}

/** What became of one type, or has until now. */
export interface BackfilledFlow {
  readonly documentType: DocumentType;
  readonly counts: BackfillCounts;
  /** Why documents began to wait for a person, the most frequent cause first. */
  readonly problems: readonly ProblemCount[];
}

export interface BackfillCounts {
  /** Pages read from TRAEDE. */
  readonly pages: number;
  /** Booked documents of the period that TRAEDE holds, exported before or not. */
  readonly read: number;
  /** Dated before go-live: left alone. */
  readonly beforeGoLive: number;
  /** Posted by this backfill, and confirmed by the ERP. */
  readonly posted: number;
  /** In the ERP before, and as they should be. */
  readonly alreadyThere: number;
  /** Marked as exported in TRAEDE, or marked there already. */
  readonly exported: number;
  /** Began to wait for a person. */
  readonly attention: number;
  /** Waited for a person before. */
  readonly waiting: number;
  /** Left out or booked by hand, by a person's word. */
  readonly skipped: number;
  /** Could not be delivered, for a passing reason: the same backfill takes them up when it is run again. */
  readonly failed: number;
}

export const NOTHING_BACKFILLED: BackfillCounts = {
  pages: 0,
  read: 0,
  beforeGoLive: 0,
  posted: 0,
  alreadyThere: 0,
  exported: 0,
  attention: 0,
  waiting: 0,
  skipped: 0,
  failed: 0,
};

/** What a backfill is doing just now. */
export interface BackfillProgress {
  /** Null before the period is settled. */
  readonly opened: OpenedBackfill | null;
  readonly flows: readonly BackfilledFlow[];
  /** The type at work, and until when its documents were created that are read; null before and after. */
  readonly at: { readonly documentType: DocumentType; readonly createdUntil: string } | null;
  /** Documents that wait for their next attempt, and why the last of them does. */
  readonly deferred: number;
  readonly reason: string;
  readonly isPaused: boolean;
  /** Set while a whole system is away. */
  readonly outage: OutageView | null;
}

export interface BackfillResult extends OpenedBackfill {
  readonly systemId: SystemId;
  readonly flows: readonly BackfilledFlow[];
}

export const backfillProgressQuery = defineQuery<BackfillProgress>('progress');
/** Begin nothing new; what is under way comes to its end. Takes `{}`. */
export const pauseSignal = defineSignal<[unknown?]>('pause');
/** Go on after a pause. Takes `{}`. */
export const resumeSignal = defineSignal<[unknown?]>('resume');

/**
 * Id of a backfill: `backfill:acme:2025-01-01:today`, so that whoever asks for the same again joins the one that is at
 * work.
 */
export function backfillWorkflowId({ systemId, types, from, to }: BackfillInput): string {
  const wanted = DOCUMENT_TYPES.filter((type) => types?.includes(type));
  return [`backfill:${systemId}:${from}:${to ?? 'today'}`, ...wanted].join(':');
}
