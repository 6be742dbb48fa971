import { Context } from '@temporalio/activity';
import { PostingTurns } from '../src/delivery/posting-turns';
import { deliverDocuments, type DeliveryOutcome } from '../src/delivery/protocol';
import type { DocumentId, DocumentType, SystemId } from '../src/document';
import type { Problem } from '../src/problem';
import { systemOf, type ActivityContext } from './context';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';
import { logImported, logUnmarked } from './log-outcomes';
import { markDelivered, type MarkedDocuments, type MarkExportedInput } from './mark-delivered';
import { goLiveBy, prepareBy } from './prepare';

export interface ImportDocumentsInput {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  readonly documentIds: readonly DocumentId[];
  /** A person asked for it: documents that wait are tried again. */
  readonly afresh?: boolean;
  /** When the run began, by the record's clock: what was marked since then is not marked again. */
  readonly startedAt?: string;
  /** Say which documents the ERP held before. */
  readonly tellFound?: boolean;
  /** Nobody looks again: a credit note that would be held for its invoice waits for a person. */
  readonly isLast?: boolean;
  /** Mark what was delivered as well: an activity of its own for the marks costs Temporal as much as the import does. */
  readonly mark?: Pick<MarkExportedInput, 'mayBeMarked'>;
}

/** One outcome for each document. Lists that are empty are left out: histories stay small. */
export interface ImportedDocuments {
  /** In the ERP and confirmed: may be marked. */
  readonly delivered: readonly DocumentId[];
  /** Those of them that TRAEDE has marked; the others are still to be. Absent where no marks were asked for. */
  readonly exported?: readonly DocumentId[];
  /** Those of them that were marked before an earlier run already, and that TRAEDE lists all the same. */
  readonly again?: readonly DocumentId[];
  /** Those of `delivered` that the ERP held before; only where it was asked for. */
  readonly found?: readonly DocumentId[];
  /** Dated before go-live, and not in the ERP: left alone. */
  readonly beforeGoLive?: readonly { readonly documentId: DocumentId; readonly problem: Problem }[];
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

/** Imports a batch into the ERP, side by side, and marks what the ERP confirmed. One bad document stops no other. */
export function createImportDocuments(context: ActivityContext) {
  const turnsAt = new Map(
    [...context.systems].map(([systemId, { erp }]) => [
      systemId,
      new PostingTurns(erp.capabilities.concurrency),
    ]),
  );
  return async function importDocuments(input: ImportDocumentsInput): Promise<ImportedDocuments> {
    const { systemId, documentType, documentIds } = input;
    return guarded(`importing ${documentType} ${documentIds.join(', ')}`, () =>
      whileHeartbeating(`${documentType} ${documentIds.join(', ')}`, async (signal) => {
        const { erp, rules } = systemOf(context, systemId);
        const protocol = {
          record: context.record,
          erp,
          turns: turnsAt.get(systemId),
          prepare: prepareBy(rules),
          beforeGoLive: goLiveBy(rules),
          unlinkedCreditNotes: rules.unlinkedCreditNotes,
          closedPeriods: rules.closedPeriods,
          entries: rules.entries,
        };
        const options = {
          ...{ signal, afresh: input.afresh === true, isLast: input.isLast === true },
          isRepeated: Context.current().info.attempt > 1,
          ...(input.startedAt === undefined ? {} : { runStartedAt: new Date(input.startedAt) }),
        };
        const flow = { systemId, documentType };
        const imported = summarise(await deliverDocuments(protocol, flow, documentIds, options), input);
        logImported(flow, imported.delivered, imported.attention ?? []);
        return input.mark === undefined
          ? imported
          : withMarks(imported, await mark(context, input, imported, signal));
      }),
    );
  };
}

/**
 * What stands in the way of a mark is not this activity's to tell or to repeat, as the documents are in the ERP: whoever
 * marks what is left meets it again.
 */
async function mark(
  context: ActivityContext,
  { systemId, documentType, mark: how }: ImportDocumentsInput,
  { delivered }: ImportedDocuments,
  signal: AbortSignal,
): Promise<MarkedDocuments> {
  if (delivered.length === 0) return { exported: [] };
  try {
    return await markDelivered(context, { systemId, documentType, documentIds: delivered, ...how }, signal);
  } catch {
    logUnmarked({ systemId, documentType }, delivered.length);
    return { exported: [] };
  }
}

function withMarks(
  imported: ImportedDocuments,
  { exported, attention: refused }: MarkedDocuments,
): ImportedDocuments {
  const attention = [...(imported.attention ?? []), ...(refused ?? [])];
  return { ...imported, exported, ...(attention.length === 0 ? {} : { attention }) };
}

function summarise(
  outcomes: readonly DeliveryOutcome[],
  { tellFound }: ImportDocumentsInput,
): ImportedDocuments {
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
  const found = of('delivered').flatMap((outcome) =>
    tellFound === true && outcome.found === true ? [outcome.documentId] : [],
  );
  const beforeGoLive = of('before-go-live').map(({ documentId, problem }) => ({ documentId, problem }));
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
    ...(found.length === 0 ? {} : { found }),
    ...(beforeGoLive.length === 0 ? {} : { beforeGoLive }),
    ...(held.length === 0 ? {} : { held }),
    ...(skipped.length === 0 ? {} : { skipped }),
    ...(unknown.length === 0 ? {} : { unknown }),
  };
}
