import { BEFORE_ALL, type FoundDocument } from '../src/delivery/reconciliation';
import type { DocumentType } from '../src/document';
import { addCounts, NO_DOCUMENTS, type ClassCounts } from '../src/reconciliation/classes';
import { classify, type DocumentFacts, type Finding, type Moments } from '../src/reconciliation/classify';
import type { Cursor } from '../workflows/reconcile-messages';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';
import type { ReconcileContext } from './reconcile-context';

export interface CompareInput {
  readonly reconciliationId: number;
  /** Absent at the beginning. */
  readonly after?: Cursor;
}

export interface Compared {
  readonly classes: ClassCounts;
  /** Where to go on; null at the end. */
  readonly next: Cursor | null;
}

const COMPARED_PER_ACTIVITY = 5_000;
/** Documents in memory at a time, without their contents. */
const COMPARED_AT_ONCE = 250;

/** Sorts documents into classes, a few pages of them at a time. */
export function createCompare(context: ReconcileContext) {
  return async function compare({ reconciliationId, after: begin }: CompareInput): Promise<Compared> {
    return guarded('comparing', () =>
      whileHeartbeating('comparing', async () => {
        const { reconciliations } = context;
        const moments = await reconciliations.momentsOf(reconciliationId);
        let after = begin?.kind === 'document' ? begin : BEFORE_ALL;
        let classes = NO_DOCUMENTS;
        for (let compared = 0; compared < COMPARED_PER_ACTIVITY; compared += COMPARED_AT_ONCE) {
          const { documents, next } = await reconciliations.facts(reconciliationId, after, COMPARED_AT_ONCE);
          const found = documents.map((document) => find(document, moments));
          await reconciliations.recordFindings(reconciliationId, found);
          for (const { finding } of found) classes = addCounts(classes, one(finding));
          if (next === null) return { classes, next };
          after = next;
        }
        return { classes, next: { kind: 'document', ...after } };
      }),
    );
  };
}

export interface FinishInput {
  readonly reconciliationId: number;
}

/** Makes the sums, and counts the classes once more, from what was kept. */
export function createFinishReconciliation(context: ReconcileContext) {
  return async function finishReconciliation({ reconciliationId }: FinishInput): Promise<ClassCounts> {
    return guarded('summing up', () =>
      whileHeartbeating('summing up', () => context.reconciliations.finish(reconciliationId)),
    );
  };
}

function find(facts: DocumentFacts, moments: ReadonlyMap<DocumentType, Moments>): FoundDocument {
  const { documentType, documentId } = facts;
  const ofType = moments.get(documentType);
  if (ofType === undefined) throw new Error(`${documentType} is not part of this reconciliation`);
  const finding = classify(facts, ofType);
  return { documentType, documentId, finding, erp: erpShare(facts, finding) };
}

/** Of a sum that agrees each document has its share; of one that differs nobody can say. */
function erpShare({ postings, traede }: DocumentFacts, finding: Finding): FoundDocument['erp'] {
  const [posting] = postings;
  if (posting === undefined) return null;
  if (posting.sum === null) return { ...posting.booked, number: posting.number };
  const share = traede?.booked ?? null;
  return finding.class === 'differs' || share === null ? null : { ...share, number: posting.number };
}

function one(finding: Finding): ClassCounts {
  return { ...NO_DOCUMENTS, [finding.class]: 1 };
}
