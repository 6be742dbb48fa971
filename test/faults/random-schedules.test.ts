import { workThrough } from './pool-of-work';
import { runSchedule, type ScheduleResult } from './schedule';
import { deadlineMs, faultSettings, print } from './settings';
import { tally } from './sweep';
import { useStage } from './use-stage';

const settings = faultSettings();
const TEST_TIMEOUT_MS = ((settings.minutes ?? 5) + 5) * 60_000;
const AT_ONCE = settings.minutes === undefined ? 6 : 10;
const PROGRESS_EVERY = 25;

const staged = useStage();

describe('random faults, edits, new documents and resyncs', () => {
  it(
    'leave each document in the ERP once, to the cent',
    async () => {
      const { stage, databases } = staged();
      const end = deadlineMs(settings);
      const results: ScheduleResult[] = [];
      const seeds = Array.from({ length: settings.seeds }, (_, index) => settings.seed + index);
      await workThrough(seeds, AT_ONCE, async (seed) => {
        if (Date.now() > end) return;
        const result = await runSchedule(stage, databases, seed);
        results.push(result);
        if (result.violations.length > 0) {
          print(`schedule ${seed} failed; again: --only random-schedules --seeds 1 --seed ${seed}`);
          for (const { kind, text } of result.violations) print(`  ${kind}: ${text}`);
        }
        if (settings.minutes !== undefined && results.length % PROGRESS_EVERY === 0) {
          print(`schedules: ${results.length} of ${seeds.length}`);
        }
      });
      print(`\n${summary(results)}`);
      expect(results.filter(({ violations }) => violations.length > 0)).toEqual([]);
      expect(results.length).toBeGreaterThan(0);
    },
    TEST_TIMEOUT_MS,
  );
});

function summary(results: readonly ScheduleResult[]): string {
  const sum = (of: (result: ScheduleResult) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  return (
    `random schedules, seeds ${settings.seed} to ${settings.seed + settings.seeds - 1}: ${results.length} run, ` +
    `${sum(({ injected }) => injected)} faults injected, ${sum(({ actions }) => actions)} edits, new documents and resyncs\n` +
    tally(results.flatMap(({ violations }) => violations))
  );
}
