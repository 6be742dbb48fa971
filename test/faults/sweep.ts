import { setTimeout as sleep } from 'node:timers/promises';
import { randomFor } from '../../src/simulator/random';
import type { FaultKind, FaultRule } from '../../src/simulator';
import type { Databases } from './databases';
import { FAULTS, faultAt, type Fault } from './fault';
import { violations, type Violation } from './invariants';
import { workThrough } from './pool-of-work';
import { createWorld, SMALL_COUNTS, type World, type WorldOptions } from './world';
import type { WorkerStage } from './worker-stage';

export const SIDES = ['TRAEDE', 'ERP', 'PostgreSQL', 'Temporal'] as const;
export type Side = (typeof SIDES)[number];

/** One fault at one call. */
export interface Case {
  readonly side: Side;
  readonly call: number;
  readonly fault: Fault;
}

export interface SweepResult {
  /** Calls of a run without faults, for each side. */
  readonly calls: Readonly<Record<Side, number>>;
  readonly cases: number;
  readonly injected: Readonly<Record<Side, number>>;
  readonly violations: readonly (Violation & { readonly of: string })[];
}

export interface SweepOptions {
  readonly seed: number;
  /** Of all cases, this many, drawn by the seed. Default: all. */
  readonly atMost?: number;
  readonly sides?: readonly Side[];
  readonly faults?: readonly Fault[];
  readonly atOnce: number;
  readonly deadlineMs?: number;
  /** For another ERP than the ledger. Default: {@link SMALL_COUNTS}, and the ledger. */
  readonly world?: Pick<WorldOptions, 'openErp'> & Partial<Pick<WorldOptions, 'counts' | 'runTimeout'>>;
  readonly breakErp?: WorldOptions['breakErp'];
  readonly onProgress?: (done: number, of: number) => void;
}

/** Counts the calls of an undisturbed run, then runs everything again for each fault at each of them. */
export async function sweep(
  stage: WorkerStage,
  databases: Databases,
  options: SweepOptions,
): Promise<SweepResult> {
  const { seed } = options;
  const undisturbed = { TRAEDE: 0, ERP: 0, PostgreSQL: 0, Temporal: 0 };
  const found: (Violation & { of: string })[] = [];
  await inWorld(stage, databases, { ...options, uniqueness: 'refused' }, async (world) => {
    found.push(...(await syncAndCheck(world)).map((violation) => ({ ...violation, of: 'without faults' })));
    undisturbed.TRAEDE = world.simulator.calls.total;
    undisturbed.ERP = world.erpFaults.calls;
    undisturbed.PostgreSQL = world.statements.calls;
    undisturbed.Temporal = world.temporalCalls.calls;
  });
  const cases = drawn(allCases(undisturbed, options), options);
  const injected = { TRAEDE: 0, ERP: 0, PostgreSQL: 0, Temporal: 0 };
  let done = 0;
  await workThrough(cases, options.atOnce, async (one) => {
    if (Date.now() > (options.deadlineMs ?? Infinity)) return;
    // For the calls to the ERP the ledger does not help: what keeps the books right is the protocol alone.
    const uniqueness = one.side === 'ERP' ? 'taken' : 'refused';
    await inWorld(stage, databases, { ...options, seed, uniqueness }, async (world) => {
      arm(world, one);
      const of = `${one.side} call ${one.call}: ${one.fault}`;
      found.push(...(await syncAndCheck(world)).map((violation) => ({ ...violation, of })));
      injected[one.side] += injectedIn(world, one);
    });
    done += 1;
    options.onProgress?.(done, cases.length);
  });
  return { calls: undisturbed, cases: done, injected, violations: found };
}

async function inWorld(
  stage: WorkerStage,
  databases: Databases,
  { seed, world: other, breakErp, uniqueness }: SweepOptions & Pick<WorldOptions, 'uniqueness'>,
  work: (world: World) => Promise<void>,
): Promise<void> {
  const world = await createWorld(stage, databases, {
    seed,
    counts: SMALL_COUNTS,
    ...(uniqueness === undefined ? {} : { uniqueness }),
    ...(breakErp === undefined ? {} : { breakErp }),
    ...other,
  });
  try {
    await work(world);
  } finally {
    await world.close();
  }
}

/** Postings that the ERP still carries out after the run are part of the books. */
const AFTER_RUN_MS = 100;

export async function syncAndCheck(world: World): Promise<readonly Violation[]> {
  const failed: Violation[] = [];
  try {
    await world.sync();
  } catch (error) {
    failed.push({ kind: 'failed run', text: describe(error) });
  }
  await world.settled();
  await sleep(AFTER_RUN_MS);
  return [...failed, ...(await violations(world))];
}

export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describe(error.cause)}`;
}

function allCases(calls: Readonly<Record<Side, number>>, options: SweepOptions): readonly Case[] {
  return (options.sides ?? SIDES).flatMap((side) =>
    Array.from({ length: calls[side] }, (_, index) => index + 1).flatMap((call) =>
      (options.faults ?? FAULTS).map((fault) => ({ side, call, fault })),
    ),
  );
}

function drawn(cases: readonly Case[], { seed, atMost }: SweepOptions): readonly Case[] {
  return atMost === undefined ? cases : randomFor('sweep', seed).shuffle(cases).slice(0, atMost);
}

function arm(world: World, { side, call, fault }: Case): void {
  switch (side) {
    case 'TRAEDE':
      world.simulator.setFaults([traedeFault(fault, call)]);
      return;
    case 'ERP':
      world.erpFaults.failAt(call, fault);
      return;
    case 'PostgreSQL':
      world.statements.plan = faultAt(call, fault);
      return;
    case 'Temporal':
      world.temporalCalls.plan = faultAt(call, fault);
  }
}

/** Longer than the client of the worlds waits. */
const LATE_ANSWER_MS = 1_500;

const TRAEDE_FAULTS = {
  'lose-request': 'lost-request',
  'lose-answer': 'lost-answer',
  'error-after-acting': 'error-after-acting',
  'answer-late': 'slow',
} as const satisfies Record<Fault, FaultKind>;

export function traedeFault(fault: Fault, fromCall: number): FaultRule {
  const kind = TRAEDE_FAULTS[fault];
  const when = { fromCall, times: 1 };
  return kind === 'slow'
    ? { kind, delayMs: LATE_ANSWER_MS, delay: 'after-acting', ...when }
    : { kind, ...when };
}

function injectedIn(world: World, { side, call }: Case): number {
  switch (side) {
    case 'TRAEDE':
      return world.simulator.calls.total >= call ? 1 : 0;
    case 'ERP':
      return world.erpFaults.injected;
    case 'PostgreSQL':
      return world.statements.injected;
    case 'Temporal':
      return world.temporalCalls.injected;
  }
}

export function count(found: readonly Violation[], ...kinds: readonly Violation['kind'][]): number {
  return found.filter(({ kind }) => kinds.includes(kind)).length;
}

/** `calls swept: …; faults injected: …; duplicates: 0; losses: 0; wrong totals: 0`. */
export function report({ calls, cases, injected, violations: found }: SweepResult): string {
  const list = (numbers: Readonly<Record<Side, number>>) =>
    SIDES.map((side) => `${side} ${numbers[side]}`).join(', ');
  const total = (numbers: Readonly<Record<Side, number>>) =>
    SIDES.reduce((sum, side) => sum + numbers[side], 0);
  return [
    `calls of a run without faults: ${total(calls)} (${list(calls)})`,
    `cases run: ${cases}; faults injected: ${total(injected)} (${list(injected)})`,
    tally(found),
  ].join('\n');
}

export function tally(found: readonly Violation[]): string {
  return [
    `duplicates: ${count(found, 'duplicate', 'stray')}`,
    `losses: ${count(found, 'loss', 'not marked', 'not recorded')}`,
    `wrong totals: ${count(found, 'wrong total')}`,
    `failed runs: ${count(found, 'failed run')}`,
  ].join('; ');
}
