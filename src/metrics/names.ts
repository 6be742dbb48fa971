import type { DeliveryState } from '../delivery/delivery';

/**
 * The product's metrics by name: what is recorded, what the dashboard and the alerts ask for, and what the documentation
 * lists. Counters get `_total` at their end from the exporter.
 */
export const METRICS = {
  documents: 'traede_sync_documents',
  bookedToExported: 'traede_sync_booked_to_exported_seconds',
  openDocuments: 'traede_sync_open_documents',
  waitingDocuments: 'traede_sync_waiting_documents',
  oldestOpen: 'traede_sync_oldest_open_seconds',
  lastSuccess: 'traede_sync_last_success_timestamp_seconds',
  scheduleInterval: 'traede_sync_schedule_interval_seconds',
  stopped: 'traede_sync_stopped',
  differences: 'traede_sync_reconciliation_differences',
  reconciled: 'traede_sync_reconciliation_timestamp_seconds',
  calls: 'traede_sync_calls',
  callDuration: 'traede_sync_call_duration_seconds',
  httpAnswers: 'traede_sync_http_answers',
  looked: 'traede_sync_looked_timestamp_seconds',
  started: 'traede_sync_started_timestamp_seconds',
} as const;

/** What happened to a document, as far as it is counted. */
export const DOCUMENT_OUTCOMES = [
  /** The ERP confirmed it: posted, found there, or linked to what others had posted. */
  'posted',
  'found',
  'adopted',
  /** TRAEDE was told. */
  'exported',
  /** Began to wait for a person; again, after each attempt in vain. */
  'attention',
  /** A person left it out, or said that it was booked by hand. */
  'skipped',
  'closed-by-hand',
] as const;
export type DocumentOutcome = (typeof DOCUMENT_OUTCOMES)[number];

export const SIDES = ['traede', 'erp'] as const;
export type Side = (typeof SIDES)[number];

/** What is asked of either side; an ERP's are the methods of its adapter. */
export const OPERATIONS = {
  traede: ['export', 'mark'],
  erp: ['find', 'post', 'list', 'preflight', 'first-open-day', 'chart', 'unlinked', 'link'],
} as const satisfies Readonly<Record<Side, readonly string[]>>;
export type Operation = (typeof OPERATIONS)[Side][number];

/** How a call ended. */
export const CALL_OUTCOMES = [
  'ok',
  /** The other side understood, and refuses what was asked. */
  'rejected',
  /** No answer to rely on: it may have acted. */
  'uncertain',
  'rate-limited',
  /** It does not answer, or cannot serve anybody. */
  'unavailable',
  /** It refuses our credentials or rights. */
  'denied',
  /** Anything else. */
  'failed',
] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** States in which a document is not done. */
export const OPEN_STATES = ['fetched', 'delivered', 'attention'] as const satisfies readonly DeliveryState[];
export type OpenState = (typeof OPEN_STATES)[number];

/** Where the gauges are read from. */
export type LookedAt = 'record' | 'temporal';
