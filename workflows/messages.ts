import { defineQuery, defineSignal } from '@temporalio/workflow';
import {
  isDocumentType,
  type DocumentId,
  type DocumentKey,
  type DocumentType,
  type SystemId,
} from '../src/document';
import type { OutageFailure } from '../src/failure-types';
import type { Problem, ProblemCode } from '../src/problem';

// ---------------------------------------------------------------------------------------------- ids

/** Id of the one workflow that may work on a document on its own: `document:acme:invoice:1042`. */
export function documentWorkflowId({ systemId, documentType, documentId }: DocumentKey): string {
  return `document:${systemId}:${documentType}:${documentId}`;
}

const DOCUMENT_WORKFLOW_ID = /^document:(.+):([a-z-]+):([1-9]\d*)$/;

/** The inverse of {@link documentWorkflowId}; `undefined` for another workflow's id. */
export function parseDocumentWorkflowId(workflowId: string): DocumentKey | undefined {
  const [, systemId, documentType, documentId] = DOCUMENT_WORKFLOW_ID.exec(workflowId) ?? [];
  if (systemId === undefined || documentType === undefined || !isDocumentType(documentType)) return undefined;
  return { systemId, documentType, documentId: Number(documentId) };
}

/** Id of the schedule of a flow, and of the runs that it starts (Temporal appends a time stamp to those). */
export function scheduleId(systemId: SystemId, documentType: DocumentType): string {
  return `sync:${systemId}:${documentType}`;
}

/** With the time stamp that Temporal appends, or without. */
const RUN_ID = /^sync:(.+):(invoice|credit-note|accounting-entry)(?:-\d{4}-\d{2}-\d{2}T.*)?$/;

/** The flow of a run that a schedule started; `undefined` for another workflow's id. */
export function parseRunId(workflowId: string): Omit<DocumentKey, 'documentId'> | undefined {
  const [, systemId, documentType] = RUN_ID.exec(workflowId) ?? [];
  if (systemId === undefined || documentType === undefined || !isDocumentType(documentType)) return undefined;
  return { systemId, documentType };
}

// ------------------------------------------------------------------------------------ syncDocuments

/** One run for one system and document type. One JSON object, as Temporal's UI sends it. */
export interface SyncDocumentsInput {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  readonly tuning: SyncTuning;
  /** When the next run starts, in words: `every 5 minutes`; absent for a run without a schedule. */
  readonly repeats?: string;
  /** What the run knew when it continued as new. */
  readonly carried?: CarriedOver;
}

/** The configuration's `sync` section, as far as a run needs it. */
export interface SyncTuning {
  /** Documents asked for in one call, at most 60 (TRAEDE's limit). */
  readonly pageSize: number;
  /** Pages that one activity fetches at most. Absent in runs that an older version began: one. */
  readonly pagesAtOnce?: number;
  /** Documents in one import activity: in the first ones, where the largest is set as well. */
  readonly batchSize: number;
  /** In the following ones at most, where the ERP is quick. Absent in runs that an older version began: as the first. */
  readonly largestBatch?: number;
  /** Import activities at work at the same time. */
  readonly batchesInFlight: number;
}

export interface CarriedOver {
  readonly startedAt: string;
  readonly counts: SyncCounts;
  readonly leftForNextRun: readonly DocumentId[];
  /** Began to wait for a person in this run: they stay in TRAEDE's list, and are not to be counted twice. */
  readonly refused: readonly DocumentId[];
  /** Follow another document; absent when there is none. */
  readonly held?: readonly DocumentId[];
  /** What was met so far, by cause; absent when nothing was. */
  readonly problems?: readonly ProblemCount[];
}

/** One cause for which documents began to wait for a person in this run. */
export interface ProblemCount {
  readonly code: ProblemCode;
  readonly documents: number;
  /** The first of them, and the sentence about it. */
  readonly example: DocumentId;
  readonly message: string;
  readonly remedy: string;
}

export interface SyncCounts {
  /** Pages read from TRAEDE. */
  readonly pages: number;
  /** Documents that were new to this run, or on their way from an earlier one. */
  readonly fetched: number;
  /** In the ERP and confirmed, posted by this run or found there. */
  readonly delivered: number;
  /** Marked as exported in TRAEDE. */
  readonly exported: number;
  /** Began to wait for a person in this run. */
  readonly attention: number;
  /** Could not be delivered now, for a passing reason; the next run tries them again. */
  readonly failed: number;
  /** Waited for a person already before this run. */
  readonly waiting: number;
  /** Were skipped by a person: they stay in TRAEDE's list, and nothing is to be done. */
  readonly skipped: number;
  /** Credit notes that follow an invoice which is still on its way; the next run looks again. */
  readonly held: number;
  /** Are dated before go-live: left alone, neither posted nor marked. */
  readonly beforeGoLive: number;
}

export interface SyncSummary extends SyncCounts {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  readonly remarks: readonly string[];
  /** Why documents began to wait for a person in this run, the most frequent cause first. */
  readonly problems: readonly ProblemCount[];
}

/** What a run is doing just now. */
export interface SyncProgress extends SyncCounts {
  readonly startedAt: string;
  /** What a person must know beyond the counts. */
  readonly remarks: readonly string[];
  /** Why documents began to wait for a person, the most frequent cause first. */
  readonly problems: readonly ProblemCount[];
  /** Set while a whole system is away. */
  readonly outage: OutageView | null;
}

export interface OutageView {
  /** What kind of outage it is; `NoWorker`: nobody finished the work in time. */
  readonly type: OutageType;
  /** What is away and why, e.g. `TRAEDE does not answer (connection refused)`. */
  readonly message: string;
  readonly since: string;
  readonly nextProbeAt: string;
}

export type OutageType = OutageFailure | 'NoWorker';

export const progressQuery = defineQuery<SyncProgress>('progress');

// ------------------------------------------------------------------------------------- syncDocument

/** One document, on demand or because it needs a person. */
export interface SyncDocumentInput {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  readonly documentId: DocumentId;
  /** TRAEDE's number, where it is known: what people search for. */
  readonly number?: string | null;
  /** Why it waits. Without one the document is imported at once. */
  readonly problem?: Problem;
  /** Started together with a signal: nothing is done but what the signal asks for. */
  readonly waitsForRequest?: boolean;
}

export interface SyncDocumentResult {
  readonly outcome: 'exported' | 'skipped' | 'exported-by-hand';
  readonly attempts: number;
}

/** Import again, with fresh attempts. Takes `{}`, or who asked: `{"by": "Kim"}`. */
export const resyncSignal = defineSignal<[ResyncRequest?]>('resync');
/** Leave the document out for good. Takes `{"reason": "…", "by": "…"}`. */
export const skipSignal = defineSignal<[ClosingRequest?]>('skip');
/** The document is in the books already, by hand. Takes `{"reason": "…", "by": "…"}`. */
export const markExportedSignal = defineSignal<[ClosingRequest?]>('markExported');

export interface ResyncRequest {
  readonly by?: string;
}

export interface ClosingRequest {
  readonly reason?: string;
  readonly by?: string;
}

export const documentStatusQuery = defineQuery<DocumentStatus>('status');

export interface DocumentStatus {
  readonly state: 'working' | 'waiting' | 'done';
  readonly problem: Problem | null;
  readonly attempts: number;
  readonly outage: OutageView | null;
}
