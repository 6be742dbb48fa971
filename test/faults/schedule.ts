import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { DOCUMENT_TYPES, externalReference, type DocumentId, type DocumentType } from '../../src/document';
import type { FaultRule, WireDocument } from '../../src/simulator';
import { randomFor, type Random } from '../../src/simulator/random';
import { requestOfDocument } from '../../src/temporal/attention-desk';
import { COMMON_TASK_QUEUE } from '../../src/temporal/task-queue';
import type { Databases } from './databases';
import { FAULTS, NO_FAULTS, type FaultPlan } from './fault';
import { violations, type Violation } from './invariants';
import { describe } from './sweep';
import { createWorld, type World, type WorldOptions } from './world';
import type { WorkerStage } from './worker-stage';

const ERP_FAULT_PROBABILITY = 0.06;
const STATEMENT_FAULT_PROBABILITY = 0.008;
const TRAEDE_FAULT_PROBABILITY = 0.025;
/** Runs of each type while things go wrong, and afterwards at most. */
const ROUNDS = 2;
const CALM_ROUNDS = 4;
const ACTION_PAUSE_MS = { min: 40, max: 400 };
/** A run does not end while new documents come in. */
const ACTIONS = { min: 4, max: 16 };
/** Longest wait for a document's own workflow to come to rest: outages met before are probed with growing pauses. */
const QUIET_TIMEOUT_MS = 90_000;

export interface ScheduleResult {
  readonly seed: number;
  readonly injected: number;
  readonly actions: number;
  readonly violations: readonly Violation[];
}

/** One seeded run: faults on all sides, while documents are made and edited and operators resync. Then calm, then the check. */
export async function runSchedule(
  stage: WorkerStage,
  databases: Databases,
  seed: number,
  broken: Pick<WorldOptions, 'breakErp'> = {},
): Promise<ScheduleResult> {
  const world = await createWorld(stage, databases, { ...worldOptions(seed), ...broken });
  try {
    const people = new People(world, stage.client, randomFor('people', seed));
    arm(world, seed);
    const found: Violation[] = [];
    const acting = people.act();
    for (let round = 0; round < ROUNDS; round += 1) found.push(...(await syncAll(world)));
    people.rest();
    await acting;
    const injected = world.erpCalls.injected + world.statements.injected + faultyCalls(world);
    disarm(world);
    await world.settled();
    await quiet(stage.client, world.systemId);
    for (let round = 0; round < CALM_ROUNDS && (round === 0 || listed(world) > 0); round += 1) {
      found.push(...(await syncAll(world)));
    }
    await quiet(stage.client, world.systemId);
    found.push(...(await violations(world, { versions: people.versions })));
    found.push(...(await bugs(stage.client, world.systemId)));
    return { seed, injected, actions: people.actions, violations: found };
  } finally {
    await endWorkflows(stage.client, world.systemId);
    await world.close();
  }
}

function worldOptions(seed: number): WorldOptions {
  const random = randomFor('schedule', seed);
  return {
    seed,
    counts: {
      invoice: random.integer(1, 10),
      'credit-note': random.integer(0, 4),
      'accounting-entry': random.integer(0, 8),
    },
    tuning: {
      pageSize: random.integer(2, 20),
      batchSize: random.integer(1, 6),
      batchesInFlight: random.integer(1, 3),
    },
    behaviour: {
      order: random.pick(['id-asc', 'id-desc', 'created-desc', 'random-per-call']),
      pageShort: random.chance(0.3),
      duplicates: random.pick(['no', 'no', 'same-page', 'across-pages']),
      ignorePaging: random.chance(0.1) ? 'first-page' : 'no',
      numbersAsStrings: random.chance(0.3),
      markAnswer: random.pick(['echo', 'no-content', 'empty', 'empty-object']),
    },
    uniqueness: random.chance(0.5) ? 'refused' : 'taken',
  };
}

function arm(world: World, seed: number): void {
  const random = randomFor('faults', seed);
  const rules: readonly FaultRule[] = [
    { kind: 'lost-request' },
    { kind: 'lost-answer' },
    { kind: 'reset' },
    { kind: 'truncated-body' },
    { kind: 'error-after-acting' },
    { kind: 'server-error', status: 503 },
    { kind: 'rate-limit', retryAfter: 1 },
    { kind: 'slow', delayMs: 1_500, delay: 'after-acting' },
  ];
  world.simulator.setFaults(
    random
      .shuffle(rules)
      .slice(0, 4)
      .map((rule) => ({ ...rule, probability: TRAEDE_FAULT_PROBABILITY })),
  );
  world.erpCalls.plan = drawnPlan('erp', seed, ERP_FAULT_PROBABILITY);
  // An ERP without uniqueness is simulated on the ledger, whose own lost statements would count as doubled postings.
  if (worldOptions(seed).uniqueness === 'refused') {
    world.statements.plan = drawnPlan('statements', seed, STATEMENT_FAULT_PROBABILITY);
  }
}

/** Each call has its own draw, so that the same call of the same seed meets the same fault. */
function drawnPlan(side: string, seed: number, probability: number): FaultPlan {
  return (call) => {
    const random = randomFor(side, seed, call);
    return random.chance(probability) ? random.pick(FAULTS) : undefined;
  };
}

function disarm(world: World): void {
  world.simulator.setFaults([]);
  world.erpCalls.plan = NO_FAULTS;
  world.statements.plan = NO_FAULTS;
}

function faultyCalls({ simulator }: World): number {
  return simulator.calls.log.filter(({ fault, status }) => fault !== null || status === null).length;
}

async function syncAll(world: World): Promise<readonly Violation[]> {
  try {
    await world.sync();
    return [];
  } catch (error) {
    return [{ kind: 'failed run', text: describe(error) }];
  }
}

function listed({ simulator, systemId }: World): number {
  return DOCUMENT_TYPES.reduce((sum, type) => {
    const marks = simulator.marks(systemId, type);
    return sum + simulator.documents(type).filter(({ id }) => !marks.has(id)).length;
  }, 0);
}

/** The people at TRAEDE, who make and change documents, and those at the desk, who resync. */
class People {
  actions = 0;
  readonly versions = new Map<string, WireDocument[]>();
  readonly #world: World;
  readonly #client: Client;
  readonly #random: Random;
  #working = true;

  constructor(world: World, client: Client, random: Random) {
    this.#world = world;
    this.#client = client;
    this.#random = random;
  }

  rest(): void {
    this.#working = false;
  }

  async act(): Promise<void> {
    const planned = this.#random.integer(ACTIONS.min, ACTIONS.max);
    while (this.#working && this.actions < planned) {
      await sleep(this.#random.integer(ACTION_PAUSE_MS.min, ACTION_PAUSE_MS.max));
      const action = this.#random.next();
      const type = this.#random.pick(DOCUMENT_TYPES);
      const documents = this.#world.simulator.documents(type);
      if (action < 0.4 || documents.length === 0)
        this.#world.simulator.create(type, this.#random.integer(1, 2));
      else if (action < 0.65) this.#edit(type, this.#random.pick(documents));
      else await this.#resync(type, this.#random.pick(documents).id);
      this.actions += 1;
    }
  }

  #edit(type: DocumentType, document: WireDocument): void {
    const { simulator, systemId } = this.#world;
    const reference = externalReference({ systemId, documentType: type, documentId: document.id });
    const edited =
      'amount' in document
        ? simulator.edit('accounting-entry', document.id, { amount: this.#random.integer(1, 99_999) / 100 })
        : simulator.edit(type, document.id, { order_type: document.order_type === 'b2b' ? 'b2c' : 'b2b' });
    this.versions.set(reference, [...(this.versions.get(reference) ?? [document]), edited]);
  }

  async #resync(documentType: DocumentType, documentId: DocumentId): Promise<void> {
    const key = { systemId: this.#world.systemId, documentType, documentId };
    const request = { kind: 'resync', by: 'a schedule' } as const;
    await requestOfDocument(this.#client, key, request, () => COMMON_TASK_QUEUE);
  }
}

/** Waits until no document's own workflow is at work; those that wait for a person may go on waiting. */
async function quiet(client: Client, systemId: string): Promise<void> {
  const query =
    `WorkflowType = "syncDocument" AND SyncSystem = "${systemId}" AND ExecutionStatus = "Running" ` +
    'AND SyncStatus IN ("running", "outage")';
  const end = Date.now() + QUIET_TIMEOUT_MS;
  while ((await client.workflow.count(query)).count > 0) {
    if (Date.now() > end)
      throw new Error(`resyncs of ${systemId} were still at work after ${QUIET_TIMEOUT_MS} ms`);
    await sleep(200);
  }
}

/** Faults outside are no errors in this program. */
async function bugs(client: Client, systemId: string): Promise<readonly Violation[]> {
  const found: Violation[] = [];
  for await (const run of client.workflow.list({
    query: `SyncSystem = "${systemId}" AND ExecutionStatus = "Failed"`,
  })) {
    const handle = client.workflow.getHandle(run.workflowId, run.runId);
    const reason = await handle.result().then(() => '', describe);
    if (reason.includes('error in this program'))
      found.push({ kind: 'failed run', text: `${run.workflowId}: ${reason}` });
  }
  return found;
}

async function endWorkflows(client: Client, systemId: string): Promise<void> {
  const query = `SyncSystem = "${systemId}" AND ExecutionStatus = "Running"`;
  for await (const run of client.workflow.list({ query })) {
    await client.workflow
      .getHandle(run.workflowId, run.runId)
      .terminate('the schedule is over')
      .catch(() => undefined);
  }
}
