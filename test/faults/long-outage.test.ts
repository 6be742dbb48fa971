import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { scheduleId } from '../../workflows/messages';
import { currentDetails } from '../support/current-details';
import { eventually } from '../support/temporal';
import { NO_FAULTS } from './fault';
import { violations } from './invariants';
import { faultSettings, print } from './settings';
import { tally } from './sweep';
import { useStage } from './use-stage';
import { createWorld, type World } from './world';

const settings = faultSettings();
const isLong = settings.minutes !== undefined;
/** As long as an ERP's update over lunch; in the short version, long enough for several probes. */
const OUTAGE_MS = isLong ? 600_000 : 20_000;
const INVOICES = isLong ? 1_000 : 200;
/** In the ERP before it stops. */
const DELIVERED_BEFORE = 40;
const TEST_TIMEOUT_MS = OUTAGE_MS + 600_000;
/** Whatever its length within the first hour: a history may not fill while nothing happens. */
const MOST_EVENTS = 200;

const staged = useStage();

describe('an ERP that stops in mid-run, and returns', () => {
  it(
    'is waited for, visibly and at little cost, and the run finishes by itself',
    async () => {
      const { stage, databases } = staged();
      const counts = { invoice: INVOICES, 'credit-note': 0, 'accounting-entry': 0 };
      const tuning = { pageSize: 60, batchSize: 10, batchesInFlight: 4 };
      const runTimeout = `${OUTAGE_MS + 300_000} ms` as const;
      const world = await createWorld(stage, databases, { seed: settings.seed, counts, tuning, runTimeout });
      try {
        const running = world.syncType('invoice');
        running.catch(() => undefined);
        const run = stage.client.workflow.getHandle(scheduleId(world.systemId, 'invoice'));
        await eventually('some are in the ERP', async () => (await inErp(world)) >= DELIVERED_BEFORE);
        const stoppedAt = new Date();
        world.erpCalls.plan = () => 'lose-request';
        await eventually('the run says what it waits for', async () =>
          /^\*\*Waiting: /m.test(await currentDetails(run)),
        );
        const details = await currentDetails(run);
        await sleep(stoppedAt.getTime() + OUTAGE_MS - Date.now());
        const calls = world.erpCalls.injected;
        const eventsOfWait = await eventsSince(run, stoppedAt);
        world.erpCalls.plan = NO_FAULTS;
        const summary = await running;
        const found = await violations(world);
        print(
          `\nERP stopped for ${OUTAGE_MS / 1_000} s in a run of ${INVOICES} invoices: ${eventsOfWait} events of history, ` +
            `${calls} calls that met it, ${summary.exported} exported\n${waitingLine(details)}\n${tally(found)}`,
        );
        expect(details).toContain('the look-up was lost');
        expect(eventsOfWait).toBeLessThan(MOST_EVENTS);
        expect(summary).toMatchObject({ fetched: INVOICES, exported: INVOICES, failed: 0, attention: 0 });
        expect(found).toEqual([]);
      } finally {
        await world.close();
      }
    },
    TEST_TIMEOUT_MS,
  );
});

async function inErp({ pool }: World): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from delivery.deliveries where delivered_at is not null`,
  );
  return rows[0]?.count ?? 0;
}

function waitingLine(details: string): string {
  return details.split('\n').find((line) => line.startsWith('**Waiting')) ?? '';
}

async function eventsSince(run: WorkflowHandle, since: Date): Promise<number> {
  const { events } = await run.fetchHistory();
  const after = (events ?? []).filter(
    ({ eventTime }) => Number(eventTime?.seconds ?? 0) * 1_000 >= since.getTime(),
  );
  return after.length;
}
