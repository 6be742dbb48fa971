import { describeRun } from '../../workflows/descriptions';
import type { SyncProgress } from '../../workflows/messages';
import { TUNING } from './sync-runs';

const INPUT = { systemId: 'acme', documentType: 'invoice', tuning: TUNING } as const;
const STARTED = '2026-11-25T20:00:00.000Z';
const PROGRESS: SyncProgress = {
  ...{ pages: 7, fetched: 400, delivered: 350, exported: 340, attention: 0, failed: 0 },
  ...{ waiting: 0, skipped: 0, held: 0, beforeGoLive: 0 },
  ...{ startedAt: STARTED, remarks: [], problems: [], outage: null },
};
const at = (seconds: number) => ({ now: Date.parse(STARTED) + seconds * 1_000, deferred: 0, reason: '' });

describe("a run's page", () => {
  it('tells pages, counts, speed, and when the next run comes', () => {
    const details = describeRun({ ...INPUT, repeats: 'every 5 min' }, PROGRESS, at(60));
    expect(details).toContain('- fetched from TRAEDE: **400** (7 pages)');
    expect(details).toContain('- marked as exported in TRAEDE: **340**, 340 per minute');
    expect(details).toContain('- next run: every 5 min');
  });

  it('claims no speed before it can be measured, and no next run without a schedule', () => {
    for (const [progress, moment] of [
      [PROGRESS, at(5)],
      [{ ...PROGRESS, exported: 0 }, at(60)],
      [{ ...PROGRESS, startedAt: '' }, at(60)],
    ] as const) {
      expect(describeRun(INPUT, progress, moment)).not.toMatch(/per minute|- next run|NaN/);
    }
  });

  it('says what it waits for just now', () => {
    const details = describeRun(INPUT, PROGRESS, {
      ...at(60),
      deferred: 3,
      reason: 'being worked on elsewhere',
    });
    expect(details).toContain('- wait for their next attempt just now: **3** (being worked on elsewhere)');
  });
});
