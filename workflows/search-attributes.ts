import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/**
 * What the list of workflows can be filtered by. Search attributes are never encrypted: no personal data.
 * `SyncStatus` says what Temporal's own status does not: a document that waits for a person is RUNNING, and so is a run
 * that waits for a system which is away. Runs have it only while they wait, documents always.
 */
export const syncStatusKey = defineSearchAttributeKey('SyncStatus', SearchAttributeType.KEYWORD);
export const syncProblemKey = defineSearchAttributeKey('SyncProblem', SearchAttributeType.KEYWORD);
export const syncSystemKey = defineSearchAttributeKey('SyncSystem', SearchAttributeType.KEYWORD);
export const documentTypeKey = defineSearchAttributeKey('DocumentType', SearchAttributeType.KEYWORD);
export const documentIdKey = defineSearchAttributeKey('DocumentId', SearchAttributeType.INT);
export const documentNumberKey = defineSearchAttributeKey('DocumentNumber', SearchAttributeType.KEYWORD);

export const SEARCH_ATTRIBUTE_KEYS = [
  syncStatusKey,
  syncProblemKey,
  syncSystemKey,
  documentTypeKey,
  documentIdKey,
  documentNumberKey,
] as const;

export type SyncStatus = 'running' | 'outage' | 'needs-attention' | 'done' | 'skipped';

/** The same attribute of a reconciliation that is over: whether the books agree. */
export type ReconciledStatus = 'agrees' | 'differs';
