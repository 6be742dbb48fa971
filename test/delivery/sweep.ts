import type { Pool } from 'pg';
import type { DeliveryOutcome } from '../../src/delivery/protocol';
import type { DocumentId } from '../../src/document';
import { formatAmount } from '../../src/money';
import { createScriptedErp, ERP_REFUSES, type ErpCall, type Fault } from '../support/scripted-erp';
import { createWorld, expectedTotal, invoiceJson, malformedJson, type Deliver, type World } from './world';

/** One delivery of a mixed batch, disturbed at some calls, rerun until it has settled. */
export interface Scenario {
  readonly enforcesUniqueness: boolean;
  readonly faults: readonly { readonly call: number; readonly fault: Fault }[];
}

const SOUND: ReadonlyMap<DocumentId, number> = new Map([
  [1, 1],
  [2, 2],
  [3, 3],
  [4, 7],
]);
const REFUSED: DocumentId = 5;
const MALFORMED: DocumentId = 6;
const FOUND: DocumentId = 7;
const FOUND_QUANTITY = 4;
const BATCH = [...SOUND.keys(), REFUSED, MALFORMED, FOUND];
/** Calls of an undisturbed delivery: a look-up, five postings, the reading back. */
export const UNDISTURBED_CALLS = 7;

/** Every fault costs at most one more round, and one for the settling. */
const MAX_ROUNDS = 30;
/** Temporal tries a failed activity again soon; the protocol itself must hold back. */
const RETRY_AFTER_FAILURE_MS = 1_000;
const ONE_DAY_MS = 86_400_000;

/** What is wrong in the end, in sentences; empty when all held. */
export async function sweepOne(pool: Pool, deliver: Deliver, scenario: Scenario): Promise<readonly string[]> {
  const world = await createBatch(pool, scenario);
  for (const { call, fault } of scenario.faults) world.erp.failAt(call, fault);
  const callsBefore = world.erp.calls.length;
  const outcomes = await runUntilSettled(world, deliver);
  // Whatever is still on its way arrives before the books are looked at.
  world.erp.passTime(ONE_DAY_MS);
  const violations = [
    ...(outcomes === undefined ? [`not settled after ${MAX_ROUNDS} rounds`] : []),
    ...unaskedPostings(world.erp.calls.slice(callsBefore)),
    ...(await wrongDocuments(world, outcomes ?? [], scenario)),
  ];
  return violations.map((violation) => `${JSON.stringify(scenario)}: ${violation}`);
}

async function createBatch(pool: Pool, { enforcesUniqueness }: Scenario): Promise<World> {
  const world = createWorld(pool, createScriptedErp({ enforcesUniqueness }));
  await world.store(
    ...[...SOUND].map(([id, quantity]) => [id, invoiceJson(id, quantity)] as const),
    [REFUSED, invoiceJson(REFUSED, 1)],
    [MALFORMED, malformedJson(MALFORMED)],
    [FOUND, invoiceJson(FOUND, FOUND_QUANTITY)],
  );
  world.erp.refuse(world.reference(REFUSED), ERP_REFUSES);
  await postBefore(world, FOUND, FOUND_QUANTITY);
  return world;
}

/** As if the record had been lost after an earlier delivery. */
async function postBefore({ erp, flow, protocol }: World, id: DocumentId, quantity: number): Promise<void> {
  const prepared = protocol.prepare({ ...flow, documentId: id }, invoiceJson(id, quantity));
  if (!prepared.ok) throw new Error(prepared.problem.message);
  await erp.post(prepared.posting);
}

async function runUntilSettled(
  world: World,
  deliver: Deliver,
): Promise<readonly DeliveryOutcome[] | undefined> {
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const outcomes = await attempt(world, deliver);
    const waitsMs = outcomes?.flatMap((outcome) =>
      outcome.kind === 'deferred' ? [outcome.retryAfterMs] : [],
    );
    if (waitsMs?.length === 0) return outcomes;
    await world.passTime(waitsMs === undefined ? RETRY_AFTER_FAILURE_MS : Math.max(...waitsMs));
  }
  return undefined;
}

async function attempt(world: World, deliver: Deliver): Promise<readonly DeliveryOutcome[] | undefined> {
  try {
    return await deliver(world.protocol, world.flow, BATCH);
  } catch {
    return undefined;
  }
}

/** Between two postings of one document, and before its first, the ERP must have been asked. */
function unaskedPostings(calls: readonly ErpCall[]): readonly string[] {
  const asked = new Set<string>();
  return calls.flatMap((call) => {
    if (call.kind === 'find') {
      for (const reference of call.references) asked.add(reference);
      return [];
    }
    return asked.delete(call.reference) ? [] : [`${call.reference} was posted without a look-up`];
  });
}

async function wrongDocuments(
  world: World,
  outcomes: readonly DeliveryOutcome[],
  scenario: Scenario,
): Promise<readonly string[]> {
  const disturbed = scenario.faults.some(
    ({ fault }) => fault === 'rejected' || fault === 'posted-differently',
  );
  const violations: string[] = [];
  for (const id of BATCH) {
    const held = world.erp.held(world.reference(id));
    const { state, problem, receipt } = await world.delivery(id);
    const kind = outcomes.find(({ documentId }) => documentId === id)?.kind;
    const say = (what: string) => violations.push(`document ${id} ${what}`);
    if (held.length > 1) say(`is in the ERP ${held.length} times`);
    if (kind !== state) say(`ended as ${kind ?? 'nothing'}, the record says ${state}`);
    if (id === REFUSED && problem?.code !== 'erp-rejected') say('was refused, and nobody is told');
    if (id === MALFORMED && problem?.code !== 'malformed-document') say('cannot be read, and nobody is told');
    if ((id === REFUSED || id === MALFORMED) && held.length > 0) say('is in the ERP');
    const quantity = id === FOUND ? FOUND_QUANTITY : SOUND.get(id);
    if (quantity === undefined) continue;
    const total = held[0] === undefined ? 'nothing' : formatAmount(held[0].total);
    if (state === 'delivered' && total !== expectedTotal(quantity))
      say(`is delivered, the ERP holds ${total}`);
    if (state === 'delivered' && receipt?.erpId !== held[0]?.erpId) say('is recorded with another receipt');
    if (state !== 'delivered' && !disturbed) say(`is not delivered but ${state}`);
  }
  return violations;
}
