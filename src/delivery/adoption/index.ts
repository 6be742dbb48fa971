import type { Pool } from 'pg';
import type { OutcomeCounts } from '../../adoption/doubts';
import type { DocumentId, DocumentType, SystemId } from '../../document';
import type { Period } from '../../reconciliation/period';
import type { FetchedDocument, Flow } from '../delivery';
import type { DocumentCursor } from '../reconciliation';
import {
  open,
  prune,
  storeCandidates,
  storeTraede,
  type AdoptionId,
  type OpeningAdoption,
  type ReadCandidate,
  type ReadTraedeDocument,
} from './gathering';
import {
  abandonLinking,
  beginLinking,
  disownLinking,
  doubtfulUnmarked,
  finish,
  matches,
  recordLinked,
  reserve,
  type BegunLinking,
  type DoubtfulMatch,
  type LinkedDocument,
  type Match,
} from './linking';
import { documentsToJudge, recordJudged, type DocumentToJudge, type JudgedDocument } from './matching';
import { countOutcomes } from './reading';

/** What an adoption has read and found so far: in our database, so that memory is bounded and a killed worker goes on. */
export interface AdoptionRecord {
  /** Begins an adoption; repeated, it answers with the one that was begun. */
  open(opening: OpeningAdoption): Promise<{ readonly id: AdoptionId; readonly period: Period }>;
  /** Keeps the newest adoptions of a system. */
  prune(systemId: SystemId, keep: number): Promise<void>;
  storeTraede(
    id: AdoptionId,
    documentType: DocumentType,
    documents: readonly ReadTraedeDocument[],
    unmarked: boolean,
  ): Promise<void>;
  storeCandidates(id: AdoptionId, candidates: readonly ReadCandidate[]): Promise<void>;
  /** Documents of the period with what may be them in the ERP, by type and id. */
  documentsToJudge(id: AdoptionId, after: DocumentCursor, limit: number): Promise<readonly DocumentToJudge[]>;
  recordJudged(id: AdoptionId, judged: readonly JudgedDocument[]): Promise<void>;
  /** Documents that are still to be linked, by id. */
  matches(
    id: AdoptionId,
    documentType: DocumentType,
    after: DocumentId,
    limit: number,
  ): Promise<readonly Match[]>;
  /** Documents in doubt that TRAEDE lists as not exported: a sync would post them. */
  doubtfulUnmarked(
    id: AdoptionId,
    documentType: DocumentType,
    after: DocumentId,
    limit: number,
  ): Promise<readonly DoubtfulMatch[]>;
  /**
   * Notes that documents are about to be linked: from then on nothing posts them. To be called by the holder of their
   * leases. New to the record, or begun or doubted by an adoption before; all others are known.
   */
  beginLinking(flow: Flow, documents: readonly FetchedDocument[], settleMs: number): Promise<BegunLinking>;
  /** Takes everything that agrees out of a sync's hands. */
  reserve(id: AdoptionId): Promise<void>;
  /** The ERP has not linked them, and will not: no sync meets them, and they are forgotten. */
  abandonLinking(flow: Flow, ids: readonly DocumentId[]): Promise<void>;
  /** As {@link AdoptionRecord.abandonLinking}, for documents that are to wait for a person. */
  disownLinking(flow: Flow, ids: readonly DocumentId[]): Promise<void>;
  recordLinked(id: AdoptionId, documentType: DocumentType, linked: readonly LinkedDocument[]): Promise<void>;
  countOutcomes(id: AdoptionId): Promise<OutcomeCounts>;
  /** Contents, and what only served to compare, are let go. */
  finish(id: AdoptionId): Promise<void>;
}

export function createAdoptionRecord(pool: Pool): AdoptionRecord {
  return {
    open: (opening) => open(pool, opening),
    prune: (systemId, keep) => prune(pool, systemId, keep),
    storeTraede: (id, documentType, documents, unmarked) =>
      storeTraede(pool, id, documentType, documents, unmarked),
    storeCandidates: (id, candidates) => storeCandidates(pool, id, candidates),
    documentsToJudge: (id, after, limit) => documentsToJudge(pool, id, after, limit),
    recordJudged: (id, judged) => recordJudged(pool, id, judged),
    matches: (id, documentType, after, limit) => matches(pool, id, documentType, after, limit),
    doubtfulUnmarked: (id, documentType, after, limit) =>
      doubtfulUnmarked(pool, id, documentType, after, limit),
    beginLinking: (flow, documents, settleMs) => beginLinking(pool, flow, documents, settleMs),
    reserve: (id) => reserve(pool, id),
    abandonLinking: (flow, ids) => abandonLinking(pool, flow, ids),
    disownLinking: (flow, ids) => disownLinking(pool, flow, ids),
    recordLinked: (id, documentType, linked) => recordLinked(pool, id, documentType, linked),
    countOutcomes: (id) => countOutcomes(pool, id),
    finish: (id) => finish(pool, id),
  };
}

export type {
  AdoptionId,
  DocumentToJudge,
  DoubtfulMatch,
  JudgedDocument,
  LinkedDocument,
  Match,
  ReadCandidate,
  ReadTraedeDocument,
};
