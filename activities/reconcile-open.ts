import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { DOCUMENT_TYPES, type DocumentType } from '../src/document';
import type { FailureType } from '../src/failure-types';
import { periodOf } from '../src/reconciliation/period';
import type { OpenedReconciliation, ReconcileInput } from '../workflows/reconcile-messages';
import { systemOf } from './context';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';
import type { ReconcileContext } from './reconcile-context';

/** Reports of a system that are kept: a month of nights. */
const DEFAULT_KEPT_REPORTS = 30;

/** Settles the period, and begins the reconciliation in our database; repeated, it answers the same. */
export function createOpenReconciliation(context: ReconcileContext) {
  return async function openReconciliation(input: ReconcileInput): Promise<OpenedReconciliation> {
    return guarded(`beginning a reconciliation of ${input.systemId}`, () =>
      whileHeartbeating('beginning', async () => {
        const { rules } = systemOf(context, input.systemId);
        const documentTypes = typesOf(input.types);
        const { workflowId, runId } = executionOf();
        const period = periodOf(input, await context.record.now(), rules.timeZone);
        if (typeof period === 'string') throw refused(period);
        const { systemId } = input;
        const opening = { workflowId, runId, systemId, documentTypes, period };
        const opened = await context.reconciliations.open(opening);
        await context.reconciliations.prune(systemId, input.keep ?? DEFAULT_KEPT_REPORTS);
        return { reconciliationId: opened.id, documentTypes, ...opened.period };
      }),
    );
  };
}

/** One execution has one reconciliation, however often this step is repeated. */
function executionOf(): { readonly workflowId: string; readonly runId: string } {
  const execution = Context.current().info.workflowExecution;
  return { workflowId: execution?.workflowId ?? '', runId: execution?.runId ?? '' };
}

/** A person may have written the input. */
function typesOf(types: ReconcileInput['types']): readonly DocumentType[] {
  if (types === undefined || types.length === 0) return DOCUMENT_TYPES;
  const wanted = DOCUMENT_TYPES.filter((type) => types.includes(type));
  if (wanted.length === new Set(types).size) return wanted;
  throw refused(`"types" may name ${DOCUMENT_TYPES.join(', ')}, nothing else.`);
}

function refused(message: string): ApplicationFailure {
  const type: FailureType = 'InputRefused';
  return ApplicationFailure.nonRetryable(message, type);
}
