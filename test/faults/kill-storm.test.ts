import { print, deadlineMs, faultSettings } from './settings';
import { violations } from './invariants';
import { startStorm } from './storm';
import { tally } from './sweep';

const settings = faultSettings();
/** After the last kill everything is up again within seconds; what is under way has time-outs of minutes at most. */
const CALM_TIMEOUT_MS = 600_000;
const TEST_TIMEOUT_MS = ((settings.minutes ?? 5) + 15) * 60_000;

describe('two workers, Temporal and PostgreSQL, killed at random under load', () => {
  it(
    'deliver each document once, to the cent, when all is calm again',
    async () => {
      const storm = await startStorm(settings.seed);
      try {
        await storm.rage({ kills: settings.kills, deadlineMs: deadlineMs(settings), tell: print });
        await storm.calm(CALM_TIMEOUT_MS);
        const found = await violations(storm.books);
        print(`\nkill storm, seed ${settings.seed}: ${storm.report()}\n${tally(found)}`);
        expect(found).toEqual([]);
        expect(await storm.failedRuns()).toEqual([]);
      } finally {
        await storm.stop();
      }
    },
    TEST_TIMEOUT_MS,
  );
});
