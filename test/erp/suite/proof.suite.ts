import { print } from '../../faults/settings';
import { tally } from '../../faults/sweep';
import { isRealErp } from '../brand/brand-erp';
import { prove } from '../proof/proof';
import { PROVISIONING_TIMEOUT_MS } from '../tryton/server';
import { erpTestSettings } from './settings';

const { erp, seed, documents, kills } = erpTestSettings();
/** Slow ERPs post one document a second; a killed worker is missed for up to a minute. */
const TIMEOUT_MS = 60 * 60_000;

describe(`${erp}, with the worker killed ${kills} times`, () => {
  it(
    'holds each document of TRAEDE once, net, tax and total to the cent, and TRAEDE knows it',
    async () => {
      if (!isRealErp(erp)) throw new Error(`${erp} is proved by npm run test:faults`);
      const result = await prove(erp, { seed, counts: documents, kills, timeoutMs: TIMEOUT_MS, tell: print });
      print(
        [
          `\n${erp}, seed ${seed}: ${result.documents} documents in ${result.seconds} s, ${result.kills} kills, ` +
            `worker started ${result.workerStarts} times`,
          tally(result.violations),
          `marked again after a kill: ${result.markedAgain}; other documents in the ERP: ${result.others}`,
          ...result.waiting.map((text) => `waiting: ${text}`),
        ].join('\n'),
      );
      expect(result.violations).toEqual([]);
      expect(result.others).toBe(0);
      expect(result.failedRuns).toEqual([]);
    },
    TIMEOUT_MS + PROVISIONING_TIMEOUT_MS,
  );
});
