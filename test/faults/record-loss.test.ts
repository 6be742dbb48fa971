import { setTimeout as sleep } from 'node:timers/promises';
import { DOCUMENT_TYPES, externalReference } from '../../src/document';
import { randomFor } from '../../src/simulator/random';
import { violations } from './invariants';
import { workThrough } from './pool-of-work';
import { faultSettings, print } from './settings';
import { tally } from './sweep';
import type { Violation } from './invariants';
import { useStage } from './use-stage';
import { createWorld, type World } from './world';

const settings = faultSettings();
const TEST_TIMEOUT_MS = 20 * 60_000;
const COUNTS = { invoice: 40, 'credit-note': 6, 'accounting-entry': 40 } as const;
const TUNING = { pageSize: 10, batchSize: 5, batchesInFlight: 2 } as const;
const WORLDS = settings.minutes === undefined ? 2 : 40;
const AT_ONCE = 4;
const LOSSES_PER_WORLD = 3;

const staged = useStage();

describe('a delivery record that is lost in mid-run', () => {
  it(
    'costs nothing: no document is posted twice, and the record is filled again',
    async () => {
      const { stage, databases } = staged();
      const found: Violation[] = [];
      let losses = 0;
      await workThrough(Array.from({ length: WORLDS }), AT_ONCE, async (_, index) => {
        const world = await createWorld(stage, databases, {
          seed: settings.seed + index,
          counts: COUNTS,
          tuning: TUNING,
        });
        try {
          const { forgotten, times } = await syncWhileLosing(world, settings.seed + index);
          losses += times;
          found.push(...(await violations(world, { forgotten })));
        } finally {
          await world.close();
        }
      });
      print(
        `\nexpendable record, seed ${settings.seed}: record emptied ${losses} times in ${WORLDS} runs\n${tally(found)}`,
      );
      expect(found).toEqual([]);
      expect(losses).toBeGreaterThan(0);
    },
    TEST_TIMEOUT_MS,
  );
});

/** Empties the record at random moments of a run; a second run delivers what the first left. */
async function syncWhileLosing(world: World, seed: number) {
  const random = randomFor('record loss', seed);
  const syncing = world.sync();
  const ended = syncing.then(() => true);
  const forgotten = new Set<string>();
  let times = 0;
  while (times < LOSSES_PER_WORLD) {
    const pause = sleep(random.integer(150, 900), false);
    if (await Promise.race([ended, pause])) break;
    for (const reference of marked(world)) forgotten.add(reference);
    await world.pool.query(
      'truncate delivery.documents, delivery.deliveries, delivery.events, delivery.looks',
    );
    // Marked between the look at TRAEDE and the loss.
    for (const reference of marked(world)) forgotten.add(reference);
    times += 1;
  }
  await syncing;
  await world.sync();
  return { forgotten, times };
}

function marked({ simulator, systemId }: World): readonly string[] {
  return DOCUMENT_TYPES.flatMap((documentType) =>
    [...simulator.marks(systemId, documentType).keys()].map((documentId) =>
      externalReference({ systemId, documentType, documentId }),
    ),
  );
}
