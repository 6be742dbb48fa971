import { FAULTS, type FaultPlan } from './fault';
import type { Violation } from './invariants';
import { workThrough } from './pool-of-work';
import { faultSettings, print } from './settings';
import { syncAndCheck, tally } from './sweep';
import { useStage } from './use-stage';
import { createWorld, SMALL_COUNTS } from './world';

const settings = faultSettings();
const isLong = settings.minutes !== undefined;
/** Runs over all document types that share the worker while its connection fails. */
const WORLDS = isLong ? 120 : 8;
const AT_ONCE = 8;
/**
 * Pieces sent from one fault to the next; the four faults take turns. No divisor of a regular exchange, so that they
 * fall on different calls. A piece that carried a task costs its time-out: closer faults would only be waiting.
 */
const PIECES_BETWEEN_FAULTS = 211;

const staged = useStage({ faultsOn: 'pieces' });

describe('runs whose worker is cut off from Temporal again and again', () => {
  it(
    'post each document once, to the cent, and mark it',
    async () => {
      const { stage, databases } = staged();
      const begunAt = stage.temporalPieces.calls;
      stage.temporalPieces.plan = everyNth(PIECES_BETWEEN_FAULTS, settings.seed);
      const found: Violation[] = [];
      await workThrough(Array.from({ length: WORLDS }), AT_ONCE, async () => {
        const world = await createWorld(stage, databases, { seed: settings.seed, counts: SMALL_COUNTS });
        try {
          found.push(...(await syncAndCheck(world)));
        } finally {
          await world.close();
        }
      });
      const { calls, injected } = stage.temporalPieces;
      print(
        `\nTemporal, seed ${settings.seed}: ${WORLDS} runs over all types, ${calls - begunAt} pieces sent, ` +
          `faults injected: ${injected}\n${tally(found)}`,
      );
      expect(found).toEqual([]);
      expect(injected).toBeGreaterThan(0);
    },
    30 * 60_000,
  );
});

function everyNth(distance: number, offset: number): FaultPlan {
  return (call) =>
    (call + offset) % distance === 0
      ? FAULTS[Math.floor((call + offset) / distance) % FAULTS.length]
      : undefined;
}
