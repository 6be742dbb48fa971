import { ApplicationFailure } from '@temporalio/common';
import { membersIn } from '../src/accounting/entry-sums';
import type { Delivery } from '../src/delivery/delivery';
import type { DocumentId, DocumentKey, DocumentType, SystemId } from '../src/document';
import { externalReference } from '../src/document';
import type { ErpAdapter, Receipt } from '../src/erp/adapter';
import type { FailureType } from '../src/failure-types';
import { systemOf, type ActivityContext } from './context';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';

export interface CloseDocumentInput {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  readonly documentId: DocumentId;
  readonly how: 'skip' | 'mark-exported';
  readonly by: string;
  readonly reason: string;
}

export interface ClosedDocument {
  /** What the ERP calls the document, where it holds it under our reference. */
  readonly erpNumber: string | null;
}

/**
 * A named person ends the waiting: the document is left out (`skip`), or is in the books already, by hand
 * (`mark-exported`). For the latter the ERP is asked first; if it holds the document, that is recorded, else the reason.
 */
export function createCloseDocument(context: ActivityContext) {
  return async function closeDocument(input: CloseDocumentInput): Promise<ClosedDocument> {
    const { systemId, documentType, documentId, how, by, reason } = input;
    return guarded(`closing ${documentType} ${documentId}`, () =>
      whileHeartbeating(`${documentType} ${documentId}`, async (signal) => {
        const flow = { systemId, documentType };
        if (how === 'skip') {
          await assertNotDelivered(context, input);
          await context.record.recordSkipped(flow, documentId, by, reason);
          return { erpNumber: null };
        }
        const { erp, traede } = systemOf(context, systemId);
        const [delivery] = await context.record.load(flow, [documentId]);
        const receipt = await findDelivered(erp, { ...flow, documentId }, delivery, signal);
        const note =
          receipt === undefined ? `Booked by hand (${by}): ${reason}` : `Booked as ${receipt.number}`;
        await traede.markAsExported(documentType, [{ documentId, note }], { signal });
        await context.record.recordExportedByHand(flow, documentId, receipt, by, reason);
        return { erpNumber: receipt?.number ?? null };
      }),
    );
  };
}

/** Under the document's own reference, or in the sum in which it was sent. */
async function findDelivered(
  erp: ErpAdapter,
  key: DocumentKey,
  delivery: Delivery | undefined,
  signal: AbortSignal,
): Promise<Receipt | undefined> {
  const sum = delivery?.sumReference ?? null;
  const references = [externalReference(key), ...(sum === null ? [] : [sum])];
  const found = [...(await erp.find(references, { signal })).values()];
  return found.find(
    ({ reference, lines }) =>
      reference !== sum ||
      lines.some(({ description }) => membersIn(description)?.has(key.documentId) === true),
  );
}

/** What is in the books cannot be left out of them. */
async function assertNotDelivered(
  context: ActivityContext,
  { systemId, documentType, documentId }: CloseDocumentInput,
): Promise<void> {
  const [delivery] = await context.record.load({ systemId, documentType }, [documentId]);
  if (delivery?.state !== 'delivered' && delivery?.state !== 'exported') return;
  const type: FailureType = 'AlreadyDelivered';
  throw ApplicationFailure.nonRetryable(
    `The document is in the ERP already${delivery.receipt === null ? '' : `, as ${delivery.receipt.number}`}: it cannot be skipped.`,
    type,
  );
}
