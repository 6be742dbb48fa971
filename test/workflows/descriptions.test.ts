import { describeRun, describeWaiting } from '../../workflows/descriptions';
import type { SyncProgress } from '../../workflows/messages';
import { TUNING } from './sync-runs';

const INPUT = { systemId: 'acme', documentType: 'invoice', tuning: TUNING } as const;
const STARTED = '2026-11-25T20:00:00.000Z';
const PROGRESS: SyncProgress = {
  ...{ pages: 7, fetched: 400, delivered: 350, exported: 340, attention: 0, failed: 0 },
  ...{ waiting: 0, skipped: 0, held: 0, beforeGoLive: 0 },
  ...{ startedAt: STARTED, remarks: [], problems: [], outage: null },
};
const MOMENT = { onTheWay: 50, deferred: 0, reason: '', ended: false };
const at = (seconds: number) => ({ ...MOMENT, now: Date.parse(STARTED) + seconds * 1_000 });

describe("a run's page", () => {
  it('tells pages, counts, speed, what it does now, and when the next run comes', () => {
    const details = describeRun({ ...INPUT, repeats: 'every 5 min' }, PROGRESS, at(60));
    expect(details).toMatch(/^\| Pages read from TRAEDE\u2003 \| \*\*7\*\* \|$/m);
    expect(details).toMatch(/^\| Documents fetched\u2003 \| \*\*400\*\* \|$/m);
    expect(details).toMatch(/^\| Marked as exported in TRAEDE\u2003 \| \*\*340\*\* \|$/m);
    expect(details).toContain('- **Now:** 50 documents on the way between TRAEDE and the ERP');
    expect(details).toContain('- **Speed:** 340 documents a minute');
    expect(details).toContain('- **Next run:** every 5 min, as soon as this one has ended');
    expect(details).not.toMatch(/Put off|What waits/);
  });

  it('announces no next run once it has ended, as that one is there already', () => {
    const details = describeRun({ ...INPUT, repeats: 'every 5 min' }, PROGRESS, { ...at(60), ended: true });
    expect(details).toContain('- **Now:** done');
    expect(details).not.toContain('Next run');
  });

  it('claims no speed before it can be measured, and no next run without a schedule', () => {
    for (const [progress, moment] of [
      [PROGRESS, at(5)],
      [{ ...PROGRESS, exported: 0 }, at(60)],
      [{ ...PROGRESS, startedAt: '' }, at(60)],
    ] as const) {
      expect(describeRun(INPUT, progress, moment)).not.toMatch(/a minute|Next run|NaN/);
    }
  });

  it('says what it waits for just now', () => {
    const deferred = { ...at(60), deferred: 3, reason: 'being worked on elsewhere' };
    expect(describeRun(INPUT, PROGRESS, deferred)).toContain(
      '- **Now:** 3 documents will be tried again in a moment (being worked on elsewhere)',
    );
    const outage = {
      message: 'TRAEDE does not answer',
      since: '2026-11-25T20:00:05.123Z',
      type: 'TraedeUnavailable' as const,
      nextProbeAt: '2026-11-25T20:00:15.123Z',
    };
    const away = describeRun(INPUT, { ...PROGRESS, outage }, at(60));
    expect(away).toContain('**Waiting: TRAEDE does not answer**');
    expect(away).toContain('Since 2026-11-25 20:00:05 UTC; next try at 2026-11-25 20:00:15 UTC.');
    expect(away).toContain('- **Now:** waits until what is away answers again');
  });

  it('names causes under a heading of their own, as nested lists become one line', () => {
    const problems = [
      { code: 'tax-code-missing', documents: 101, example: 7, message: 'No code.', remedy: 'Add one.' },
    ] as const;
    const details = describeRun(INPUT, { ...PROGRESS, attention: 101, problems }, at(60));
    expect(details).toContain(
      '\n\n### What waits for a person\n\n- **101 documents** (`tax-code-missing`). The first: No code. → Add one. For all at once: `traede-sync attention retry --problem tax-code-missing`',
    );
  });
});

describe("a waiting document's page", () => {
  const document = { systemId: 'acme', documentType: 'invoice', documentId: 7, number: '10007' } as const;

  it('says when a change of the configuration counts, where that may mend it', () => {
    const problem = { message: 'No code.', remedy: 'Add one.' };
    expect(describeWaiting(document, { ...problem, code: 'tax-code-missing' })).toMatch(
      /once .* was started again/,
    );
    expect(describeWaiting(document, { ...problem, code: 'mark-refused' })).not.toMatch(/started again/);
  });
});
