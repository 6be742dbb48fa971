import { createActivities } from '../../activities';
import { createAdoptActivities } from '../../activities/adopt-index';
import type { ActivityContext } from '../../activities/context';
import { createBackfillActivities } from '../../activities/backfill';
import { createFetchPage, type FetchedPage } from '../../activities/fetch-page';
import { createImportDocuments } from '../../activities/import-documents';
import { createMarkExported } from '../../activities/mark-exported';
import { createRequestAttention } from '../../activities/request-attention';
import { createReconcileActivities } from '../../activities/reconcile-index';
import { OPEN_RULES, type AccountingRules } from '../../src/accounting/rules';
import { DELIVERY_MIGRATIONS, DELIVERY_SCHEMA } from '../../src/delivery/migrations';
import { createAdoptionRecord } from '../../src/delivery/adoption';
import { createReconciliationRecord } from '../../src/delivery/reconciliation';
import { createDeliveryRecord } from '../../src/delivery/record';
import { DOCUMENT_TYPES, type DocumentId, type DocumentType } from '../../src/document';
import type { ErpAdapter } from '../../src/erp/adapter';
import { createLedger, LEDGER_MIGRATIONS } from '../../src/erp/ledger';
import { migrate } from '../../src/postgres/migrate';
import { startSimulator, type Behaviour, type Simulator } from '../../src/simulator';
import { createTraedeClient, type TraedeClient } from '../../src/traede/client';
import {
  reconcileWorkflowId,
  type ReconcileInput,
  type ReconcileResult,
} from '../../workflows/reconcile-messages';
import type { reconcile } from '../../workflows';
import { perform } from '../activities/stage';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { startTestTemporal, type TestTemporal } from '../support/temporal';

export const SYSTEM_ID = 'books';

/** TRAEDE, record, ledger and a worker: everything that a reconciliation looks at. */
export interface Books {
  readonly simulator: Simulator;
  readonly traede: TraedeClient;
  readonly database: TestDatabase;
  readonly erp: ErpAdapter;
  readonly context: ActivityContext;
  readonly temporal: TestTemporal;
  /** Carries everything over, as a run for each document type would. */
  sync(): Promise<void>;
  reconcile(input?: Partial<ReconcileInput>): Promise<ReconcileResult>;
  close(): Promise<void>;
}

export interface BooksOptions {
  readonly counts: Readonly<Record<DocumentType, number>>;
  readonly behaviour?: Partial<Behaviour>;
  readonly rules?: AccountingRules;
  /** Lets a test look at or change what the ERP answers. */
  readonly wrapErp?: (erp: ErpAdapter) => ErpAdapter;
  /** The only currency in which the ERP takes accounting entries: some of the simulator's are in euro. */
  readonly entriesIn?: string;
  /** How long TRAEDE is waited for. */
  readonly requestTimeoutMs?: number;
  /** Default: one on the test run's PostgreSQL. Dropped with the books. */
  readonly database?: TestDatabase;
  /** More arguments for `temporal server start-dev`. */
  readonly serverArguments?: readonly string[];
}

export async function openBooks(options: BooksOptions): Promise<Books> {
  const database = options.database ?? (await createTestDatabase());
  await migrate(database.pool, DELIVERY_SCHEMA, DELIVERY_MIGRATIONS);
  await migrate(database.pool, 'ledger', LEDGER_MIGRATIONS);
  const { counts, behaviour = {}, rules = OPEN_RULES, serverArguments = [] } = options;
  // The clocks of TRAEDE and of our database are the same time, as they are in life.
  const simulator = await startSimulator({ counts, behaviour, now: new Date() });
  const { entriesIn } = options;
  if (entriesIn !== undefined) {
    for (const { id } of simulator.documents('accounting-entry')) {
      simulator.edit('accounting-entry', id, { currency: entriesIn });
    }
  }
  const traede = createTraedeClient({
    baseUrl: simulator.url,
    accessToken: simulator.token,
    appKey: simulator.appKey,
    systemId: SYSTEM_ID,
    requestTimeoutMs: options.requestTimeoutMs,
  });
  const ledger = createLedger({ pool: database.pool, unlinkedCreditNotes: 'allow' });
  const erp = options.wrapErp?.(ledger) ?? ledger;
  const context: ActivityContext = {
    systems: new Map([[SYSTEM_ID, { traede, erp, rules }]]),
    record: createDeliveryRecord(database.pool),
    attention: { open: () => Promise.resolve() },
  };
  const reconciliations = createReconciliationRecord(database.pool);
  const adoptions = createAdoptionRecord(database.pool);
  const temporal = await startTestTemporal({
    serverArguments,
    activities: {
      ...createActivities(context),
      ...createReconcileActivities({ ...context, reconciliations }),
      ...createBackfillActivities(context),
      ...createAdoptActivities({ ...context, adoptions }),
    },
  });
  return {
    ...{ simulator, traede, database, erp, context, temporal },
    sync: () => carry(context),
    reconcile: (input = {}) => reconcileOn(temporal, { ...ALL_TIME, ...input, systemId: SYSTEM_ID }),
    async close() {
      await temporal.stop();
      await simulator.stop();
      await database.drop();
    },
  };
}

const DAY_MS = 86_400_000;
/** The simulator's half year, and what comes in while a test runs. */
const ALL_TIME = { from: dayFromNow(-200), to: dayFromNow(1) };

export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}

/** A run's activities without the run: page after page, as much faster as there is no workflow between them. */
async function carry(context: ActivityContext): Promise<void> {
  for (const documentType of DOCUMENT_TYPES) {
    const flow = { systemId: SYSTEM_ID, documentType };
    for (let page = 0; ;) {
      const fetched = await perform(createFetchPage(context), { ...flow, page, limit: 60, quiet: true });
      if (fetched.count === 0) break;
      const documentIds = inOrder(fetched);
      // What waits or was skipped stays in the list.
      page = documentIds.length === 0 ? page + 1 : 0;
      const imported = await perform(createImportDocuments(context), { ...flow, documentIds });
      const { delivered, attention = [] } = imported;
      const waiting = attention.map(({ documentId }) => documentId);
      await perform(createRequestAttention(context), { ...flow, documentIds: waiting });
      if (delivered.length === 0) continue;
      await perform(createMarkExported(context), { ...flow, documentIds: delivered });
    }
  }
}

/** By date, where the ERP wants it so: of one page, which must hold all. */
function inOrder({ toImport, dates }: FetchedPage): readonly DocumentId[] {
  if (dates === undefined) return toImport;
  const dated = toImport.map((id, index) => ({ id, date: dates[index] ?? '' }));
  return dated.toSorted((a, b) => a.date.localeCompare(b.date) || a.id - b.id).map(({ id }) => id);
}

function reconcileOn({ client, taskQueue }: TestTemporal, input: ReconcileInput): Promise<ReconcileResult> {
  return client.workflow.execute<typeof reconcile>('reconcile', {
    workflowId: reconcileWorkflowId(input),
    taskQueue,
    args: [input],
  });
}
