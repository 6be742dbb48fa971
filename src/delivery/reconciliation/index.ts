import type { Pool } from 'pg';
import type { DocumentId, DocumentType, SystemId } from '../../document';
import type { ClassCounts } from '../../reconciliation/classes';
import type { DocumentFacts, Moments } from '../../reconciliation/classify';
import { factsPage, momentsOf, recordFindings, type FoundDocument } from './comparing';
import { finish, prune } from './finishing';
import {
  open,
  storePostings,
  storeTraede,
  type BegunReconciliation,
  type OpeningReconciliation,
  type ReadDocument,
  type ReadPosting,
  type ReconciliationId,
  type StoreTraedeOptions,
} from './gathering';
import {
  countUnseen,
  noteFilled,
  unseenAmong,
  unseenInTraede,
  withoutPosting,
  type DocumentCursor,
  type DocumentPage,
  type SoughtDocument,
  type UnseenDocument,
} from './walking';

/** What a reconciliation has read so far: kept in our database, so that memory is bounded and a killed worker goes on. */
export interface ReconciliationRecord {
  /** Begins a reconciliation; repeated, it answers with the one that was begun. */
  open(opening: OpeningReconciliation): Promise<BegunReconciliation>;
  storeTraede(
    id: ReconciliationId,
    documentType: DocumentType,
    documents: readonly ReadDocument[],
    options: StoreTraedeOptions,
  ): Promise<void>;
  storePostings(id: ReconciliationId, postings: readonly ReadPosting[]): Promise<void>;
  /** What the sides list has been stored; the walks over it begin. */
  noteFilled(): Promise<void>;
  /** A stretch of the documents: those of which no posting was met in the ERP. */
  withoutPosting(
    id: ReconciliationId,
    after: DocumentCursor,
    length: number,
  ): Promise<DocumentPage<SoughtDocument>>;
  /** A stretch of the documents: those that TRAEDE did not list. */
  unseenInTraede(
    id: ReconciliationId,
    after: DocumentCursor,
    length: number,
  ): Promise<DocumentPage<UnseenDocument>>;
  /** Of these the ones that another side knows and TRAEDE has not shown yet. */
  unseenAmong(
    id: ReconciliationId,
    documentType: DocumentType,
    ids: readonly DocumentId[],
  ): Promise<ReadonlySet<DocumentId>>;
  countUnseen(id: ReconciliationId, documentType: DocumentType): Promise<number>;
  momentsOf(id: ReconciliationId): Promise<ReadonlyMap<DocumentType, Moments>>;
  /** A stretch of the documents: those of the period, with all that is known of them, by type and id. */
  facts(id: ReconciliationId, after: DocumentCursor, length: number): Promise<DocumentPage<DocumentFacts>>;
  recordFindings(id: ReconciliationId, found: readonly FoundDocument[]): Promise<void>;
  /** Makes the sums; of the documents only those remain that somebody may want to see. */
  finish(id: ReconciliationId): Promise<ClassCounts>;
  /** Keeps the newest reports of a system. */
  prune(systemId: SystemId, keep: number): Promise<void>;
}

export function createReconciliationRecord(pool: Pool): ReconciliationRecord {
  return {
    open: (opening) => open(pool, opening),
    storeTraede: (id, documentType, documents, options) =>
      storeTraede(pool, id, documentType, documents, options),
    storePostings: (id, postings) => storePostings(pool, id, postings),
    noteFilled: () => noteFilled(pool),
    withoutPosting: (id, after, length) => withoutPosting(pool, id, after, length),
    unseenInTraede: (id, after, length) => unseenInTraede(pool, id, after, length),
    unseenAmong: (id, documentType, ids) => unseenAmong(pool, id, documentType, ids),
    countUnseen: (id, documentType) => countUnseen(pool, id, documentType),
    momentsOf: (id) => momentsOf(pool, id),
    facts: (id, after, length) => factsPage(pool, id, after, length),
    recordFindings: (id, found) => recordFindings(pool, id, found),
    finish: (id) => finish(pool, id),
    prune: (systemId, keep) => prune(pool, systemId, keep),
  };
}

export { BEFORE_ALL } from './walking';
export type {
  DocumentCursor,
  DocumentPage,
  SoughtDocument,
  FoundDocument,
  ReadDocument,
  ReadPosting,
  ReconciliationId,
  UnseenDocument,
};
