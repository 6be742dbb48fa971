import { deadlineMs, faultSettings, print } from './settings';
import { report, SIDES, sweep } from './sweep';
import { useStage } from './use-stage';

const settings = faultSettings();
const START_TIMEOUT_MS = 180_000;
/** Of more than a thousand cases; the long version takes them all. */
const SHORT_CASES = 40;
const sides = SIDES.filter((side) => settings.sides?.includes(side) ?? true);
const AT_ONCE = settings.minutes === undefined ? 6 : 10;
const PROGRESS_EVERY = 50;

const staged = useStage();

describe('a run over all document types, with one fault at one call', () => {
  it(
    'posts each document once, to the cent, and marks it',
    async () => {
      const { stage, databases } = staged();
      const result = await sweep(stage, databases, {
        seed: settings.seed,
        atOnce: AT_ONCE,
        sides,
        deadlineMs: deadlineMs(settings),
        ...(settings.minutes === undefined ? { atMost: SHORT_CASES } : {}),
        onProgress(done, of) {
          if (settings.minutes !== undefined && done % PROGRESS_EVERY === 0)
            print(`sweep: ${done} of ${of} cases`);
        },
      });
      print(`\nfault sweep, seed ${settings.seed}\n${report(result)}`);
      expect(result.violations).toEqual([]);
      for (const side of sides) expect(result.injected[side]).toBeGreaterThan(0);
    },
    (settings.minutes ?? 5) * 60_000 + START_TIMEOUT_MS,
  );
});
