import { deliverDocuments, type DeliveryOutcome } from '../src/delivery/protocol';
import type { DocumentId, DocumentType, SystemId } from '../src/document';
import type { Problem } from '../src/problem';
import { systemOf, type ActivityContext } from './context';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';
import { prepareBy } from './prepare';

export interface ImportDocumentsInput {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  readonly documentIds: readonly DocumentId[];
  /** A person asked for it: documents that wait are tried again. */
  readonly afresh?: boolean;
}

/** One outcome for each document. Lists that are empty are left out: histories stay small. */
export interface ImportedDocuments {
  /** In the ERP and confirmed: may be marked. */
  readonly delivered: readonly DocumentId[];
  /** Those of them that were marked before an earlier run already, and that TRAEDE lists all the same. */
  readonly again?: readonly DocumentId[];
  readonly attention?: readonly { readonly documentId: DocumentId; readonly problem: Problem }[];
  readonly deferred?: readonly {
    readonly documentId: DocumentId;
    readonly reason: string;
    readonly retryAfterMs: number;
  }[];
  /** They follow another document. `isBrief`: that is on its way, and waits for nobody; absent when it does wait. */
  readonly held?: readonly {
    readonly documentId: DocumentId;
    readonly reason: string;
    readonly isBrief?: true;
  }[];
  /** Nothing to do: a person skipped them. */
  readonly skipped?: readonly DocumentId[];
  /** The record does not know them: to be fetched again. */
  readonly unknown?: readonly DocumentId[];
}

/** Imports a small batch into the ERP, side by side. One bad document stops no other. */
export function createImportDocuments(context: ActivityContext) {
  return async function importDocuments(input: ImportDocumentsInput): Promise<ImportedDocuments> {
    const { systemId, documentType, documentIds } = input;
    return guarded(`importing ${documentType} ${documentIds.join(', ')}`, () =>
      whileHeartbeating(`${documentType} ${documentIds.join(', ')}`, async (signal) => {
        const { erp, rules } = systemOf(context, systemId);
        const protocol = {
          record: context.record,
          erp,
          prepare: prepareBy(rules),
          unlinkedCreditNotes: rules.unlinkedCreditNotes,
          closedPeriods: rules.closedPeriods,
          entries: rules.entries,
        };
        const options = { signal, afresh: input.afresh === true };
        return summarise(await deliverDocuments(protocol, { systemId, documentType }, documentIds, options));
      }),
    );
  };
}

function summarise(outcomes: readonly DeliveryOutcome[]): ImportedDocuments {
  const of = <K extends DeliveryOutcome['kind']>(kind: K) =>
    outcomes.filter((outcome): outcome is Extract<DeliveryOutcome, { kind: K }> => outcome.kind === kind);
  const attention = of('attention').map(({ documentId, problem }) => ({ documentId, problem }));
  const deferred = of('deferred').map(({ documentId, reason, retryAfterMs }) => ({
    documentId,
    reason,
    retryAfterMs,
  }));
  const again = of('delivered').flatMap(({ documentId, again: isAgain }) =>
    isAgain === true ? [documentId] : [],
  );
  const held = of('held').map(({ documentId, reason, isBrief }) => ({
    documentId,
    reason,
    ...(isBrief ? { isBrief } : {}),
  }));
  const skipped = of('skipped').map(({ documentId }) => documentId);
  const unknown = of('unknown').map(({ documentId }) => documentId);
  return {
    delivered: of('delivered').map(({ documentId }) => documentId),
    ...(attention.length === 0 ? {} : { attention }),
    ...(deferred.length === 0 ? {} : { deferred }),
    ...(again.length === 0 ? {} : { again }),
    ...(held.length === 0 ? {} : { held }),
    ...(skipped.length === 0 ? {} : { skipped }),
    ...(unknown.length === 0 ? {} : { unknown }),
  };
}
