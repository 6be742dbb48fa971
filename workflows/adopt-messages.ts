import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { OutcomeCounts } from '../src/adoption/doubts';
import { DOCUMENT_TYPES, type DocumentId, type DocumentType, type SystemId } from '../src/document';
import type { OutageView } from './messages';
import type { ListScan } from './reconcile-messages';

/** What to adopt. One JSON object, as Temporal's UI sends it: `{"systemId": "acme", "from": "2026-01-01"}`. */
export interface AdoptInput {
  readonly systemId: SystemId;
  /** Default: all that the ERP can link. */
  readonly types?: readonly DocumentType[];
  /** First day of the books, by TRAEDE's date. Default: the first day of last month. */
  readonly from?: string;
  /** Last day of the books. Default: yesterday. */
  readonly to?: string;
  /** Compares, and links nothing. */
  readonly dryRun?: boolean;
  /** Links without waiting for the signal `link`. */
  readonly confirmed?: boolean;
  /** What the run knew when it continued as new. */
  readonly carried?: CarriedAdoption;
}

export interface OpenedAdoption {
  readonly adoptionId: number;
  readonly documentTypes: readonly DocumentType[];
  readonly from: string;
  readonly to: string;
}

/** The steps of an adoption, in their order. */
export const ADOPT_STAGES = ['traede', 'erp', 'unmarked', 'match', 'ask', 'hold', 'link'] as const;
export type AdoptStage = (typeof ADOPT_STAGES)[number];

export interface CarriedAdoption {
  readonly opened: OpenedAdoption;
  readonly stage: AdoptStage;
  /** Lists of TRAEDE that are still to be read in this stage; absent before the stage has begun. */
  readonly scans?: readonly ListScan[];
  /** Where a walk over the ERP or over documents goes on; absent at its beginning. */
  readonly after?: AdoptCursor;
  readonly answer: AdoptAnswer | null;
  readonly counts: AdoptCounts;
  /** Times that all that is left was tried to be linked. */
  readonly passes: number;
}

export type AdoptCursor =
  | { readonly kind: 'day'; readonly day: string }
  | { readonly kind: 'document'; readonly documentType: DocumentType; readonly documentId: DocumentId };

/** What a person said when asked. `nobody`: no answer came in time. */
export type AdoptAnswer = 'link' | 'leave' | 'nobody';

export interface AdoptCounts {
  /** Documents that TRAEDE listed, as often as it did. */
  readonly fromTraede: number;
  /** Documents without a reference of ours that the ERP listed. */
  readonly fromErp: number;
  /** So far. */
  readonly outcomes: OutcomeCounts;
  /** Marked as exported in TRAEDE, as it listed them as not exported. */
  readonly marked: number;
}

export interface AdoptProgress extends AdoptCounts {
  readonly stage: AdoptStage | 'begin' | 'done';
  readonly adoptionId: number | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly outage: OutageView | null;
}

export interface AdoptResult extends OpenedAdoption, Pick<AdoptCounts, 'outcomes' | 'marked'> {
  readonly systemId: SystemId;
  /** Null: a dry run asks nobody. */
  readonly answer: AdoptAnswer | null;
}

export const adoptProgressQuery = defineQuery<AdoptProgress>('progress');

/** Link what agrees. Takes `{}`, or who asked: `{"by": "Kim"}`. */
export const linkSignal = defineSignal<[AdoptWord?]>('link');
/** Link nothing; the adoption ends. Takes `{}`, or who asked. */
export const leaveSignal = defineSignal<[AdoptWord?]>('leave');

export interface AdoptWord {
  readonly by?: string;
}

/** Id of an adoption: two people who ask for the same get the same. */
export function adoptWorkflowId({ systemId, types, from, to, dryRun }: AdoptInput): string {
  const period = `${from ?? 'default'}:${to ?? 'yesterday'}`;
  const wanted = DOCUMENT_TYPES.filter((type) => types?.includes(type));
  return [`adopt:${systemId}:${period}`, ...wanted, ...(dryRun === true ? ['dry-run'] : [])].join(':');
}
