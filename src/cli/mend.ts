import type { Client } from '@temporalio/client';
import { inParallel } from '../delivery/concurrency';
import type { SystemId } from '../document';
import type { ReconciliationClass } from '../reconciliation/classes';
import type { ReportDocument } from '../reconciliation/report/model';
import { assertCanAsk, isConfirmed } from './confirm';
import { requestAndWait } from './commands/document-request';
import { documentTable } from './report-print';
import type { Terminal } from './terminal';

/** What a resync mends by itself: one marks what is found in the ERP, the other posts what is not. */
const MENDABLE: readonly ReconciliationClass[] = ['posted-not-marked', 'missing-in-erp'];
/** Each starts a workflow; more than this are no slip, but a cause that is to be found first. */
const MAX_MENDED = 500;
/** Signals sent side by side: more would only queue up. */
const AT_ONCE = 5;
/** A document's way through TRAEDE's lists and the ERP; what takes longer goes on regardless. */
const OUTCOME_TIMEOUT_MS = 60_000;

export interface MendOptions {
  readonly systemId: SystemId;
  readonly terminal: Terminal;
  readonly yes: boolean;
  readonly by: string;
  readonly signal: AbortSignal;
}

export interface Mended {
  /** In the ERP and marked. */
  readonly mended: number;
  readonly waiting: number;
  readonly failed: number;
  readonly leftOut: number;
}

/** Shows what can be mended, asks, and resyncs it, each document in its own workflow. Nothing is posted twice. */
export async function mend(
  client: Client,
  documents: readonly ReportDocument[],
  options: MendOptions,
): Promise<Mended> {
  const mendable = documents.filter((document) => MENDABLE.includes(document.class));
  const chosen = mendable.slice(0, MAX_MENDED);
  const leftOut = mendable.length - chosen.length;
  if (chosen.length === 0 || !(await isAgreed(chosen, options))) {
    return { mended: 0, waiting: 0, failed: 0, leftOut: mendable.length };
  }
  const outcomes = await inParallel(chosen, AT_ONCE, async ({ documentType, documentId }) => {
    if (options.signal.aborted) return 'failed';
    const key = { systemId: options.systemId, documentType, documentId };
    const request = { kind: 'resync', by: options.by } as const;
    const { outcome } = await requestAndWait(client, key, request, OUTCOME_TIMEOUT_MS);
    if (outcome === 'exported') return 'mended';
    return outcome === 'waiting' ? 'waiting' : 'failed';
  });
  const count = (name: string): number => outcomes.filter((outcome) => outcome === name).length;
  return { mended: count('mended'), waiting: count('waiting'), failed: count('failed'), leftOut };
}

async function isAgreed(chosen: readonly ReportDocument[], options: MendOptions): Promise<boolean> {
  const { terminal, yes, signal } = options;
  terminal.say(documentTable(chosen));
  if (yes) return true;
  assertCanAsk(terminal, '--mend');
  const question = `Resync these ${chosen.length} documents? What is missing is posted, what is there is only marked.`;
  return isConfirmed(question, { terminal, signal });
}
