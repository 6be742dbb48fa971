import type { Activities } from '../../activities';
import { progressQuery, type SyncProgress } from '../../workflows/messages';
import type { FailureType } from '../../src/failure-types';
import { eventually, startTestTemporal, START_TIMEOUT_MS, type TestTemporal } from '../support/temporal';
import { keepHistory } from './recorded-history';
import { documents, ScriptedWorlds } from './scripted-world';
import { startRun, syncStatusOf, type RunHandle } from './sync-runs';

const worlds = new ScriptedWorlds();
let temporal: TestTemporal;

beforeAll(async () => {
  temporal = await startTestTemporal({ activities: worlds.activities });
}, START_TIMEOUT_MS);

afterAll(() => temporal.stop());

interface Outage {
  readonly activity: keyof Activities;
  readonly type: FailureType;
  readonly message: string;
}

const OUTAGES: readonly Outage[] = [
  { activity: 'fetchPage', type: 'TraedeUnavailable', message: 'TRAEDE does not answer (timeout).' },
  { activity: 'importDocuments', type: 'ErpUnavailable', message: 'The ERP does not answer (timeout).' },
  { activity: 'markExported', type: 'TraedeRateLimited', message: 'TRAEDE asks to slow down.' },
  { activity: 'requestAttention', type: 'RecordUnavailable', message: 'The record does not answer.' },
];

/** The first probe follows after five seconds: all outages are looked at side by side. */
const OUTAGE_TIMEOUT_MS = 40_000;

describe('a run that meets an outage', () => {
  it(
    'waits, says so, and goes on by itself, whichever activity meets it',
    async () => {
      const observed = await Promise.all(OUTAGES.map(meet));
      for (const [index, { during, before, after, summary, posted, attempts }] of observed.entries()) {
        expect(before).toBe('outage');
        expect(during.outage).toMatchObject({ message: OUTAGES[index]?.message });
        expect(Date.parse(during.outage?.nextProbeAt ?? '')).toBeGreaterThan(
          Date.parse(during.outage?.since ?? ''),
        );
        expect(after.outage).toBeNull();
        expect(summary).toMatchObject({ exported: 29, failed: 0, attention: 1 });
        expect(posted).toHaveLength(29);
        // Several batches may have begun before the first of them met it; then one alone probes.
        expect(attempts).toBeLessThanOrEqual(4);
      }
    },
    OUTAGE_TIMEOUT_MS,
  );
});

async function meet({ activity, type, message }: Outage) {
  const systemId = `outage-${activity}`;
  const world = worlds.create(systemId, documents(30));
  world.outcomes.set(1_005, [
    { problem: { code: 'erp-rejected', message: 'Refused.', remedy: 'Look at it.' } },
  ]);
  world.failing[activity] = { type, message };
  const run = await startRun(temporal, systemId);
  await eventually('the run reports the outage', async () => (await progressOf(run)).outage !== null);
  const during = await progressOf(run);
  const before = await syncStatusOf(run);
  const attempts = world.count(activity);
  world.failing = {};
  const summary = await run.result();
  expect(await syncStatusOf(run)).toBeUndefined();
  if (activity === 'importDocuments') await keepHistory('outage', run);
  return { during, before, attempts, after: await progressOf(run), summary, posted: world.posted };
}

function progressOf(run: RunHandle): Promise<SyncProgress> {
  return run.query(progressQuery);
}
