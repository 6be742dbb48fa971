import fc from 'fast-check';
import { parsePlainDate } from '../../src/plain-date';
import { periodOf } from '../../src/reconciliation/period';
import { readWindow, type ListedDocument } from '../../src/listing/read-window';
import { TimeScan } from '../../src/listing/time-scan';

const DAY_MS = 86_400_000;

interface Created extends ListedDocument {
  readonly id: number;
  readonly atMs: number;
}

/** How a list may be answered: TRAEDE promises none of it. */
type Misbehaviour =
  'none' | 'random-order' | 'short-pages' | 'repeats' | 'first-page' | 'everything' | 'shifts';
const LIMIT = 6;

/** Scans a list as the workflow does, with a hostile server; answers with the ids that were taken in. */
async function scan(all: readonly Created[], behaviour: Misbehaviour, seed: number) {
  const endMs = Math.max(...all.map(({ atMs }) => atMs), 0) + 1_000;
  const time = new TimeScan({
    from: new Date(0).toISOString(),
    to: new Date(endMs).toISOString(),
    stepMs: endMs + 1_000,
  });
  const taken = new Set<number>();
  let calls = 0;
  let random = seed;
  const next = (): number => (random = (random * 48_271 + 11) % 2_147_483_647) / 2_147_483_647;
  for (let windows = 0; !time.ended; windows += 1) {
    if (windows > 3_000) throw new Error('the scan does not come to an end');
    const [from, to] = [Date.parse(time.window.from), Date.parse(time.window.to)];
    const listed = all.filter(({ atMs }) => atMs >= from && atMs <= to);
    const reading = await readWindow<Created>({
      limit: LIMIT,
      maxPages: 10,
      fetch(page) {
        calls += 1;
        if (behaviour === 'everything') return Promise.resolve(listed);
        if (behaviour === 'first-page') return Promise.resolve(listed.slice(0, LIMIT));
        const ordered =
          behaviour === 'random-order'
            ? listed
                .map((one) => [next(), one] as const)
                .sort(([a], [b]) => a - b)
                .map(([, one]) => one)
            : listed;
        // Now and then something at the front vanishes: pages shift under the look.
        const shift = behaviour === 'shifts' && next() < 0.2 ? 1 : 0;
        const places = behaviour === 'short-pages' ? 2 : LIMIT;
        const start = page * places + (page > 0 ? shift : 0);
        const answer = ordered.slice(start, start + places);
        return Promise.resolve(behaviour === 'repeats' ? [...answer, ...answer.slice(0, 1)] : answer);
      },
      take(fresh) {
        for (const { id } of fresh) taken.add(id);
        return Promise.resolve();
      },
    });
    if (reading.kind === 'complete') time.done(reading.pages);
    else time.tooMuch();
  }
  return { taken, calls };
}

function created(seconds: readonly number[]): readonly Created[] {
  // At most a page within one second: a shorter window there is not.
  const perSecond = new Map<number, number>();
  return seconds.flatMap((second, index) => {
    const count = (perSecond.get(second) ?? 0) + 1;
    perSecond.set(second, count);
    return count < LIMIT ? [{ id: index + 1, atMs: second * 1_000, json: '' }] : [];
  });
}

describe('a scan of a list', () => {
  it.each(['none', 'random-order', 'short-pages', 'repeats', 'first-page', 'everything'] as const)(
    'finds every document: %s',
    async (behaviour) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 120 }),
          fc.integer({ min: 1, max: 1_000_000 }),
          async (seconds, seed) => {
            const all = created(seconds);
            const { taken } = await scan(all, behaviour, seed);
            expect(taken.size).toBe(all.length);
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  /** Two looks may shift in the same way; what the ERP holds of the rest is looked up again. */
  it('misses next to nothing of a list that shifts under every look', async () => {
    const all = created(Array.from({ length: 200 }, (_, index) => index * 3));
    const { taken } = await scan(all, 'shifts', 7);
    expect(taken.size).toBeGreaterThanOrEqual(all.length * 0.99);
  });

  it('costs little where there is little, and twice the pages where there is much', async () => {
    expect((await scan([], 'none', 1)).calls).toBe(1);
    const few = created([1, 200, 400]);
    expect((await scan(few, 'none', 1)).calls).toBe(2);
    const many = created(Array.from({ length: 600 }, (_, index) => index));
    expect((await scan(many, 'none', 1)).calls).toBeLessThan(4 * (600 / LIMIT));
  });
});

describe('the period', () => {
  const now = new Date('2026-03-10T23:30:00Z');
  it.each([
    [{}, 'Europe/Copenhagen', '2026-02-01', '2026-03-10'],
    [{}, 'UTC', '2026-02-01', '2026-03-09'],
    [{ days: 7 }, 'UTC', '2026-03-03', '2026-03-09'],
    [{ from: '2026-01-01' }, 'UTC', '2026-01-01', '2026-03-09'],
    [{ from: '2026-01-01', to: '2026-01-31' }, 'UTC', '2026-01-01', '2026-01-31'],
    [{ to: '2026-01-31' }, 'UTC', '2026-01-01', '2026-01-31'],
  ] as const)('of %j in %s', (request, zone, from, to) => {
    expect(periodOf(request, now, zone)).toEqual({ from: parsePlainDate(from), to: parsePlainDate(to) });
  });

  it('on the first of a month is the whole last month', () => {
    const first = new Date('2026-03-01T03:00:00Z');
    expect(periodOf({}, first, 'UTC')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  });

  it.each([
    [{ from: '2026-02-30' }, /2026-02-30.* is not a day/],
    [{ to: 'yesterday' }, /yesterday.* is not a day/],
    [{ from: '2026-02-02', to: '2026-02-01' }, /begins on 2026-02-02, after/],
    [{ from: '1990-01-01', to: '2026-02-01' }, /longer than ten years/],
  ] as const)('cannot be %j', (request, sentence) => {
    expect(periodOf(request, now, 'UTC')).toMatch(sentence);
  });
});

it('has windows that meet end to end', () => {
  const from = '2026-01-01T00:00:00.000Z';
  const scanned = new TimeScan({ from, to: '2026-01-03T00:00:00.000Z', stepMs: DAY_MS });
  expect(scanned.window).toEqual({ from, to: '2026-01-01T23:59:59.000Z' });
  scanned.tooMuch();
  expect(scanned.window).toEqual({ from, to: '2026-01-01T05:59:59.000Z' });
  scanned.done(9);
  expect(scanned.window.from).toBe('2026-01-01T06:00:00.000Z');
  expect(new TimeScan(scanned.carryOn()).window).toEqual(scanned.window);
});
