import type { Pool } from 'pg';
import type { DocumentType, SystemId } from '../../document';
import type { ClassCounts } from '../../reconciliation/classes';
import type { DocumentFacts, Moments } from '../../reconciliation/classify';
import { factsPage, momentsOf, recordFindings, type FoundDocument } from './comparing';
import { finish, prune } from './finishing';
import {
  countUnseen,
  open,
  storePostings,
  storeTraede,
  unseenInTraede,
  withoutPosting,
  type BegunReconciliation,
  type DocumentCursor,
  type SoughtDocument,
  type OpeningReconciliation,
  type ReadDocument,
  type ReadPosting,
  type ReconciliationId,
  type StoreTraedeOptions,
  type UnseenDocument,
} from './gathering';

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
  /** Of which no posting was met in the ERP. */
  withoutPosting(
    id: ReconciliationId,
    after: DocumentCursor,
    limit: number,
  ): Promise<readonly SoughtDocument[]>;
  /** Which TRAEDE did not list. */
  unseenInTraede(
    id: ReconciliationId,
    after: DocumentCursor,
    limit: number,
  ): Promise<readonly UnseenDocument[]>;
  countUnseen(id: ReconciliationId, documentType: DocumentType): Promise<number>;
  momentsOf(id: ReconciliationId): Promise<ReadonlyMap<DocumentType, Moments>>;
  /** Documents of the period with all that is known of them, by type and id. */
  facts(id: ReconciliationId, after: DocumentCursor, limit: number): Promise<readonly DocumentFacts[]>;
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
    withoutPosting: (id, after, limit) => withoutPosting(pool, id, after, limit),
    unseenInTraede: (id, after, limit) => unseenInTraede(pool, id, after, limit),
    countUnseen: (id, documentType) => countUnseen(pool, id, documentType),
    momentsOf: (id) => momentsOf(pool, id),
    facts: (id, after, limit) => factsPage(pool, id, after, limit),
    recordFindings: (id, found) => recordFindings(pool, id, found),
    finish: (id) => finish(pool, id),
    prune: (systemId, keep) => prune(pool, systemId, keep),
  };
}

export { BEFORE_ALL } from './gathering';
export type {
  DocumentCursor,
  SoughtDocument,
  FoundDocument,
  ReadDocument,
  ReadPosting,
  ReconciliationId,
  UnseenDocument,
};
