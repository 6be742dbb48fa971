import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { inParallel } from '../../delivery/concurrency';
import type { Flow } from '../../delivery/delivery';
import {
  statesOf,
  waitingByProblem,
  waitingDocuments,
  type DocumentState,
  type WaitingKey,
} from '../../delivery/overview';
import { DOCUMENT_TYPES, DOCUMENT_TYPE_NAMES } from '../../document';
import type { ProblemCode } from '../../problem';
import { requestOfDocument } from '../../temporal/attention-desk';
import { connectClient } from '../../temporal/connection';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { listenForInterruption } from '../interruption';
import { openProgress } from '../progress';
import { describeProblems } from '../summary';
import { syncAll } from '../sync-all';
import { requireTemporal, uiLink } from '../temporal-target';
import { withServices } from '../with-services';

export interface RetryAttentionOptions extends CommandContext {
  /** Absent: everything that waits. */
  readonly problem: ProblemCode | undefined;
  readonly by: string;
}

/** Signals sent side by side: more would only queue up at the server. */
const SIGNALS_AT_ONCE = 10;
/** After the runs have ended, the documents' own workflows are given this long; they go on regardless. */
const SETTLE_TIMEOUT_MS = 60_000;
const POLL_INTERVAL_MS = 500;

/** Documents of one flow that are tried again. */
interface Retried {
  readonly flow: Flow;
  readonly documents: readonly WaitingKey[];
}

/**
 * Tries everything again that waits for one cause, after a person mended it, and says what became of it. Documents that
 * wait in a workflow of their own are signalled; those that are only recorded as waiting are released to the next run,
 * which is started now.
 */
export async function retryAttention(options: RetryAttentionOptions): Promise<ExitCode> {
  const { config, environment, folder, terminal, problem } = options;
  const temporal = requireTemporal(folder, environment);
  return withServices(options, async ({ pool, record }) => {
    const systemIds = config.systems.map(({ systemId }) => systemId);
    const waiting = await Promise.all(systemIds.map((systemId) => waitingDocuments(pool, systemId, problem)));
    const retried = systemIds.flatMap((systemId, index) => byFlow(systemId, waiting[index] ?? []));
    const count = retried.reduce((sum, { documents }) => sum + documents.length, 0);
    const connected = await connectClient(temporal);
    const interruption = listenForInterruption();
    try {
      const askedAt = await record.now();
      for (const one of retried) {
        terminal.say(`${nameOf(one)}: tried again`);
        await ask(connected.client, record, one, options.by);
      }
      await runReleased(connected.client, options, retried, interruption.signal);
      const states = await settled(pool, retried, askedAt, interruption.signal);
      const exported = states.filter(({ state }) => state === 'exported').length;
      const stillWaiting = states.filter(({ state }) => state === 'attention').length;
      const problems = (
        await Promise.all(systemIds.map((systemId) => waitingByProblem(pool, systemId)))
      ).flat();
      const link = uiLink(temporal);
      const result = { retried: count, exported, waiting: stillWaiting, problems, temporalUi: link ?? null };
      terminal.result(result, () =>
        [
          count === 0 ? `Nothing waits${problem === undefined ? '' : ` for ${problem}`}.` : told(result),
          ...(stillWaiting === 0 ? [] : ['', describeProblems(problems)]),
          ...(link === undefined ? [] : ['', `Temporal UI: ${link}`]),
        ].join('\n'),
      );
      return exported === count ? EXIT.ok : EXIT.attention;
    } finally {
      interruption.stopListening();
      await connected.close();
    }
  });
}

function byFlow(systemId: string, waiting: readonly WaitingKey[]): readonly Retried[] {
  return DOCUMENT_TYPES.map((documentType) => ({
    flow: { systemId, documentType },
    documents: waiting.filter((document) => document.documentType === documentType),
  })).filter(({ documents }) => documents.length > 0);
}

function nameOf({ flow, documents }: Retried): string {
  return `${documents.length} ${DOCUMENT_TYPE_NAMES[flow.documentType].many} → ${flow.systemId}`;
}

interface Releasing {
  release(flow: Flow, ids: readonly number[], by: string): Promise<void>;
}

async function ask(client: Client, record: Releasing, { flow, documents }: Retried, by: string) {
  const [awaited, recorded] = [true, false].map((is) => documents.filter((one) => one.awaited === is));
  await inParallel(awaited ?? [], SIGNALS_AT_ONCE, ({ documentId }) =>
    requestOfDocument(client, { ...flow, documentId }, { kind: 'resync', by }),
  );
  await record.release(
    flow,
    (recorded ?? []).map(({ documentId }) => documentId),
    by,
  );
}

/** Runs for the document types of which something was released. */
async function runReleased(
  client: Client,
  { config, terminal }: RetryAttentionOptions,
  retried: readonly Retried[],
  signal: AbortSignal,
): Promise<void> {
  const released = retried.filter(({ documents }) => documents.some(({ awaited }) => !awaited));
  const systemIds = config.systems
    .map(({ systemId }) => systemId)
    .filter((systemId) => released.some(({ flow }) => flow.systemId === systemId));
  const documentTypes = DOCUMENT_TYPES.filter((type) =>
    released.some(({ flow }) => flow.documentType === type),
  );
  const progress = openProgress(terminal);
  await syncAll(client, { systemIds, documentTypes, progress, signal });
  progress.end();
}

/** Waits until each document has got its answer since `askedAt`; where they stand then. */
async function settled(
  pool: Pool,
  retried: readonly Retried[],
  askedAt: Date,
  signal: AbortSignal,
): Promise<readonly DocumentState[]> {
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  for (;;) {
    const states = (await Promise.all(retried.map((one) => statesOf(pool, one.flow, idsOf(one))))).flat();
    const open = states.filter(
      ({ state, since }) => state === 'fetched' || state === 'delivered' || since < askedAt,
    );
    if (open.length === 0 || Date.now() > deadline || signal.aborted) return states;
    await sleep(POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}

function idsOf({ documents }: Retried): readonly number[] {
  return documents.map(({ documentId }) => documentId);
}

function told({
  retried,
  exported,
  waiting,
}: {
  retried: number;
  exported: number;
  waiting: number;
}): string {
  const onTheirWay = retried - exported - waiting;
  return [
    `${exported} of ${retried} documents are in the ERP and marked as exported.`,
    ...(waiting === 0 ? [] : [`${waiting} still need a person:`]),
    ...(onTheirWay === 0 ? [] : [`${onTheirWay} are still on their way: see \`traede-sync status\`.`]),
  ].join('\n');
}
