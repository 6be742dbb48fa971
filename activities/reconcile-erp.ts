import { BEFORE_ALL, type ReadPosting } from '../src/delivery/reconciliation';
import { membersIn } from '../src/accounting/entry-sums';
import {
  documentTypeOf,
  externalReference,
  parseExternalReference,
  parseSumReference,
  type DocumentId,
  type SystemId,
} from '../src/document';
import type { Receipt } from '../src/erp/adapter';
import { parsePlainDate, type PlainDate } from '../src/plain-date';
import { bookedIn } from '../src/reconciliation/booked';
import type { Cursor, OpenedReconciliation } from '../workflows/reconcile-messages';
import { systemOf } from './context';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';
import type { ReconcileContext } from './reconcile-context';

export interface ReadErpInput extends OpenedReconciliation {
  readonly systemId: SystemId;
  /** Absent at the beginning. */
  readonly after?: Cursor;
}

export interface ReadErp {
  readonly documents: number;
  /** Where to go on; null at the end. */
  readonly next: Cursor | null;
}

/** Receipts read by one activity; it ends with the day that it has come to, and the next one goes on with the day after. */
const RECEIPTS_PER_ACTIVITY = 5_000;
/** Receipts stored at a time: all that is in memory. */
const STORED_AT_ONCE = 200;

/** Reads what the ERP holds of the period under this system's references, from a day on. */
export function createReadErp(context: ReconcileContext) {
  return async function readErp(input: ReadErpInput): Promise<ReadErp> {
    const since = dayOf(input.after) ?? parsePlainDate(input.from);
    return guarded(`reading the ERP from ${since ?? 'the beginning'} on`, () =>
      whileHeartbeating(`the ERP from ${since ?? 'the beginning'} on`, async (signal) => {
        const { erp } = systemOf(context, input.systemId);
        const buffer: ReadPosting[] = [];
        let read = 0;
        let lastDay = '';
        let next: Cursor | null = null;
        for await (const receipt of erp.list({ ...(since === undefined ? {} : { since }), signal })) {
          // Oldest first: what follows is later still.
          if (receipt.date > input.to) break;
          if (read >= RECEIPTS_PER_ACTIVITY && receipt.date > lastDay) {
            next = { kind: 'day', day: receipt.date };
            break;
          }
          read += 1;
          lastDay = receipt.date;
          buffer.push(...toPosting(receipt, input));
          if (buffer.length >= STORED_AT_ONCE) await store(context, input, buffer.splice(0));
        }
        await store(context, input, buffer);
        return { documents: read, next };
      }),
    );
  };
}

/** Documents gone through by one activity, and looked up at a time. */
const LOOKED_UP_PER_ACTIVITY = 5_000;
const LOOKED_UP_AT_ONCE = 100;

/** Asks the ERP for each document of which it has listed nothing: it may stand there on a day outside of the period. */
export function createLookUpInErp(context: ReconcileContext) {
  return async function lookUpInErp(input: ReadErpInput): Promise<ReadErp> {
    return guarded('looking up in the ERP', () =>
      whileHeartbeating('what the ERP did not list', async (signal) => {
        const { erp } = systemOf(context, input.systemId);
        if (input.after === undefined) await context.reconciliations.noteFilled();
        let after = input.after?.kind === 'document' ? input.after : BEFORE_ALL;
        let documents = 0;
        for (let asked = 0; asked < LOOKED_UP_PER_ACTIVITY; asked += LOOKED_UP_AT_ONCE) {
          const { documents: sought, next } = await context.reconciliations.withoutPosting(
            input.reconciliationId,
            after,
            LOOKED_UP_AT_ONCE,
          );
          const references = sought.flatMap(({ documentType, documentId, sum }) => [
            externalReference({ systemId: input.systemId, documentType, documentId }),
            ...(sum === null ? [] : [sum]),
          ]);
          if (references.length > 0) {
            const receipts = await erp.find([...new Set(references)], { signal });
            const postings = [...receipts.values()].flatMap((receipt) => toPosting(receipt, input));
            await store(context, input, postings);
            documents += receipts.size;
          }
          if (next === null) return { documents, next };
          after = next;
        }
        return { documents, next: { kind: 'document', ...after } };
      }),
    );
  };
}

/** None for a document of another system, or of a type that is not asked for. */
function toPosting(
  receipt: Receipt,
  { systemId, documentTypes }: Pick<ReadErpInput, 'systemId' | 'documentTypes'>,
): readonly ReadPosting[] {
  const { reference, erpId, number } = receipt;
  const documentType = documentTypeOf(reference);
  const of = parseExternalReference(reference)?.systemId ?? parseSumReference(reference)?.systemId;
  if (documentType === undefined || of !== systemId || !documentTypes.includes(documentType)) return [];
  const booked = bookedIn(receipt, documentType);
  return [{ reference, erpId, number, documentType, members: membersOf(receipt), booked }];
}

/** The documents that a posting stands for: one by its reference, or those that the text of a sum names. */
function membersOf({ reference, lines }: Receipt): readonly DocumentId[] {
  const single = parseExternalReference(reference);
  if (single !== undefined) return [single.documentId];
  for (const { description } of lines) {
    const members = membersIn(description)?.ids;
    if (members !== undefined) return members;
  }
  return [];
}

function store(
  { reconciliations }: ReconcileContext,
  { reconciliationId }: ReadErpInput,
  postings: readonly ReadPosting[],
): Promise<void> {
  return reconciliations.storePostings(reconciliationId, postings);
}

function dayOf(after: Cursor | undefined): PlainDate | undefined {
  return after?.kind === 'day' ? parsePlainDate(after.day) : undefined;
}
