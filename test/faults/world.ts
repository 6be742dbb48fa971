import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import type { Duration } from '@temporalio/common';
import { OPEN_RULES, type AccountingRules } from '../../src/accounting/rules';
import { createDeliveryRecord } from '../../src/delivery/record';
import { DOCUMENT_TYPES, type DocumentType } from '../../src/document';
import type { ErpAdapter } from '../../src/erp/adapter';
import { createLedger } from '../../src/erp/ledger';
import { startSimulator, type Behaviour, type Simulator } from '../../src/simulator';
import { createTraedeClient } from '../../src/traede/client';
import type { SyncSummary, SyncTuning } from '../../workflows/messages';
import { documentTypeKey, syncSystemKey } from '../../workflows/search-attributes';
import type { syncDocuments } from '../../workflows';
import { COMMON_TASK_QUEUE } from '../../src/temporal/task-queue';
import type { Databases } from './databases';
import { CallCounter, type FailingCalls } from './fault';
import { withFaults, withoutUniqueness } from './faulty-erp';
import { startPostgresProxy } from './postgres-proxy';
import type { WorkerStage } from './worker-stage';

/** One TRAEDE, one PostgreSQL database with record and ledger, one system; nothing is shared with other worlds. */
export interface World {
  readonly systemId: string;
  readonly simulator: Simulator;
  /** Untouched by faults: to look at record and ledger afterwards. */
  readonly pool: Pool;
  readonly ledger: ErpAdapter;
  /** What a sweep of the ERP falls on: calls of the adapter to the ledger, or to another ERP the adapter's own. */
  readonly erpFaults: FailingCalls;
  readonly erpCalls: CallCounter;
  readonly statements: CallCounter;
  /** Between worker and Temporal. */
  readonly temporalCalls: CallCounter;
  /** One run for each document type, one after the other. @throws when a run fails */
  sync(): Promise<readonly SyncSummary[]>;
  syncType(documentType: DocumentType): Promise<SyncSummary>;
  /** Returns when nothing is on its way to the ERP any more. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly seed: number;
  readonly counts: Readonly<Record<DocumentType, number>>;
  readonly tuning?: SyncTuning;
  readonly behaviour?: Partial<Behaviour>;
  /** A run that lasts longer hangs. Default 3 minutes: beyond any wait that a single fault can cause. */
  readonly runTimeout?: Duration;
  /** Waits for TRAEDE and the ledger as long as the product does. Default false: a late answer is late within a second. */
  readonly isPatient?: boolean;
  /** A ledger that refuses a second posting (as the product's does), or one that takes it. Default: refuses. */
  readonly uniqueness?: 'refused' | 'taken';
  /** Another ERP in the ledger's place. Default: the ledger. */
  readonly openErp?: () => Promise<WorldErp>;
  /** Lets a self-test break the adapter. */
  readonly breakErp?: (erp: ErpAdapter) => ErpAdapter;
}

/** An ERP in the ledger's place; calls between its adapter and itself can be made to go wrong. */
export interface WorldErp {
  /** For the worker. */
  readonly adapter: ErpAdapter;
  /** Untouched by faults: to look at the books afterwards. */
  readonly undisturbed: ErpAdapter;
  readonly faults: FailingCalls;
  readonly rules: AccountingRules;
  /** Makes of the simulator's documents what this ERP can be given. */
  prepare(simulator: Simulator): void;
  close(): Promise<void>;
}

/** A mixed set that needs several pages and several batches of each type. */
export const SMALL_COUNTS = { invoice: 8, 'credit-note': 3, 'accounting-entry': 6 } as const;
/** One batch at a time: calls come in nearly the same order in every run. */
const ONE_BY_ONE: SyncTuning = { pageSize: 5, batchSize: 3, batchesInFlight: 1 };

/** The lease, its statements, the next page and a few postings at once. */
const POOL_SIZE = 6;
const REQUEST_TIMEOUT_MS = 1_000;
const STATEMENT_TIMEOUT_MS = 600;
const PATIENT_REQUEST_TIMEOUT_MS = 60_000;
/** Where the ledger stands in for an ERP without uniqueness, only the faults asked for are to leave an outcome open. */
const PATIENT_STATEMENT_TIMEOUT_MS = 30_000;
const DEFAULT_RUN_TIMEOUT = '3m';

export async function createWorld(
  stage: WorkerStage,
  databases: Databases,
  options: WorldOptions,
): Promise<World> {
  const systemId = `world-${randomBytes(5).toString('hex')}`;
  const database = await databases.create();
  const statements = new CallCounter();
  const proxy = await startPostgresProxy(database.url, statements);
  const pool = openPool(database.url);
  const workersPool = openPool(proxy.url);
  const simulator = await startSimulator({
    seed: options.seed,
    counts: options.counts,
    ...(options.behaviour === undefined ? {} : { behaviour: options.behaviour }),
  });
  const erpCalls = new CallCounter();
  const booked = createLedger({
    pool: workersPool,
    statementTimeoutMs:
      options.uniqueness === 'taken' || options.isPatient === true
        ? PATIENT_STATEMENT_TIMEOUT_MS
        : STATEMENT_TIMEOUT_MS,
    unlinkedCreditNotes: 'allow',
  });
  const tested =
    options.uniqueness === 'taken'
      ? withFaults(withoutUniqueness(booked), erpCalls)
      : withFaults(booked, erpCalls);
  const erp = options.uniqueness === 'taken' ? tested : { ...tested, capabilities: booked.capabilities };
  const traede = createTraedeClient({
    baseUrl: simulator.url,
    accessToken: simulator.token,
    appKey: simulator.appKey,
    systemId,
    requestTimeoutMs: options.isPatient === true ? PATIENT_REQUEST_TIMEOUT_MS : REQUEST_TIMEOUT_MS,
  });
  const other = await options.openErp?.();
  other?.prepare(simulator);
  const used = other?.adapter ?? erp;
  const services = { traede, erp: options.breakErp?.(used) ?? used, rules: other?.rules ?? OPEN_RULES };
  const temporalCalls = new CallCounter();
  stage.add(systemId, services, createDeliveryRecord(workersPool), temporalCalls);
  const syncType = (documentType: DocumentType) => runSync(stage, systemId, documentType, options);
  return {
    systemId,
    simulator,
    pool,
    ledger: other?.undisturbed ?? createLedger({ pool }),
    erpFaults: other?.faults ?? erpCalls,
    erpCalls,
    statements,
    temporalCalls,
    syncType,
    async sync() {
      const summaries: SyncSummary[] = [];
      for (const documentType of DOCUMENT_TYPES) summaries.push(await syncType(documentType));
      return summaries;
    },
    settled: () => tested.settled(),
    async close() {
      stage.remove(systemId);
      await other?.close();
      await simulator.stop();
      await proxy.close();
      await Promise.all([pool.end(), workersPool.end()]);
      await database.drop();
    },
  };
}

function openPool(url: string): Pool {
  const pool = new Pool({ connectionString: url, max: POOL_SIZE, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => undefined);
  return pool;
}

async function runSync(
  { client }: WorkerStage,
  systemId: string,
  documentType: DocumentType,
  { tuning = ONE_BY_ONE, runTimeout = DEFAULT_RUN_TIMEOUT }: WorldOptions,
): Promise<SyncSummary> {
  return client.workflow.execute<typeof syncDocuments>('syncDocuments', {
    workflowId: `sync:${systemId}:${documentType}`,
    taskQueue: COMMON_TASK_QUEUE,
    args: [{ systemId, documentType, tuning }],
    workflowExecutionTimeout: runTimeout,
    typedSearchAttributes: [
      { key: syncSystemKey, value: systemId },
      { key: documentTypeKey, value: documentType },
    ],
  });
}
