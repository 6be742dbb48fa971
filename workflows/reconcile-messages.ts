import { defineQuery } from '@temporalio/workflow';
import { DOCUMENT_TYPES, type DocumentId, type DocumentType, type SystemId } from '../src/document';
import type { ClassCounts } from '../src/reconciliation/classes';
import type { ScanState } from '../src/listing/time-scan';
import type { OutageView } from './messages';

/** What to compare. One JSON object, as Temporal's UI sends it: `{"systemId": "acme", "from": "2026-01-01"}`. */
export interface ReconcileInput {
  readonly systemId: SystemId;
  /** Default: all. */
  readonly types?: readonly DocumentType[];
  /** First day of the books. Default: the first day of last month, or `days` ago. */
  readonly from?: string;
  /** Last day of the books. Default: yesterday. */
  readonly to?: string;
  /** Days until `to`, where `from` is not given. */
  readonly days?: number;
  /** Reports of this system to keep. Default 30. */
  readonly keep?: number;
  /** What the run knew when it continued as new. */
  readonly carried?: CarriedReconciliation;
}

/** The period's bounds as they were settled when the run began. */
export interface OpenedReconciliation {
  readonly reconciliationId: number;
  readonly documentTypes: readonly DocumentType[];
  readonly from: string;
  readonly to: string;
}

/** The steps of a reconciliation, in their order. */
export const STAGES = ['traede', 'erp', 'unmarked', 'look-up-erp', 'look-up-traede', 'compare'] as const;
export type Stage = (typeof STAGES)[number];

export interface CarriedReconciliation {
  readonly opened: OpenedReconciliation;
  readonly stage: Stage;
  /** Lists of TRAEDE that are still to be read in this stage; absent before the stage has begun. */
  readonly scans?: readonly ListScan[];
  /** Where a walk over the ERP or over documents goes on; absent at its beginning. */
  readonly after?: Cursor;
  readonly progress: ReconcileCounts;
}

/** One list of TRAEDE that is read in windows of time. */
export interface ListScan {
  readonly documentType: DocumentType;
  /** `all`: also what was exported. `unmarked`: what TRAEDE holds as not exported. */
  readonly list: 'all' | 'unmarked';
  /** Only what another side knows and TRAEDE has not shown yet. */
  readonly onlyUnseen?: boolean;
  readonly state: ScanState;
}

export type Cursor =
  | { readonly kind: 'day'; readonly day: string }
  | { readonly kind: 'document'; readonly documentType: string; readonly documentId: DocumentId };

export interface ReconcileCounts {
  /** Documents that TRAEDE listed, as often as it did; in the end only those that were missed. */
  readonly fromTraede: number;
  /** Documents that the ERP listed or showed. */
  readonly fromErp: number;
  /** So far, by class. */
  readonly classes: ClassCounts;
}

export interface ReconcileProgress extends ReconcileCounts {
  readonly stage: Stage | 'begin' | 'done';
  readonly from: string | null;
  readonly to: string | null;
  readonly outage: OutageView | null;
}

export interface ReconcileResult extends OpenedReconciliation {
  readonly systemId: SystemId;
  readonly verdict: string;
  readonly agree: boolean;
  readonly classes: ClassCounts;
}

export const reconcileProgressQuery = defineQuery<ReconcileProgress>('progress');

/**
 * Id of a reconciliation on demand: `reconcile:acme:2026-01-01:2026-01-31`, so that two people who ask for the same get the
 * same.
 */
export function reconcileWorkflowId({ systemId, types, from, to }: ReconcileInput): string {
  const period = `${from ?? 'default'}:${to ?? 'yesterday'}`;
  const wanted = DOCUMENT_TYPES.filter((type) => types?.includes(type));
  return [`reconcile:${systemId}:${period}`, ...wanted].join(':');
}

/** Id of the nightly schedule, and of its runs (Temporal appends a time stamp to those). */
export function reconcileScheduleId(systemId: SystemId): string {
  return `reconcile:${systemId}`;
}
