import { print } from '../../faults/settings';
import { report, sweep, type SweepOptions } from '../../faults/sweep';
import { useStage } from '../../faults/use-stage';
import { isRealErp } from '../brand/brand-erp';
import { PROVISIONING_TIMEOUT_MS } from '../tryton/server';
import { openRealErp, openReceiverErp, type FaultErp } from './fault-erp';
import { erpTestSettings } from './settings';

const { erp, seed, cases } = erpTestSettings();
const isLedger = erp === 'ledger';
/** Real ERPs post a document a second: a few, of all types, in more than one batch. */
const FEW = { invoice: 4, 'credit-note': 2, 'accounting-entry': 3 } as const;
/** On a busy machine, with a silence of several time-outs in it. */
const RUN_TIMEOUT = '10m';
const CASE_TIMEOUT_MS = 5 * 60_000;
const PROGRESS_EVERY = 4;

const staged = useStage();
let opened: FaultErp | undefined;

beforeAll(async () => {
  if (!isLedger) opened = isRealErp(erp) ? await openRealErp(erp, seed) : await openReceiverErp();
}, PROVISIONING_TIMEOUT_MS);

afterAll(() => opened?.close());

describe(`${erp}, with one fault at one call`, () => {
  it(
    'holds each document once, to the cent, and TRAEDE knows it',
    async () => {
      const { stage, databases } = staged();
      const result = await sweep(stage, databases, {
        seed,
        atMost: cases,
        sides: ['ERP'],
        onProgress(done, of) {
          if (done % PROGRESS_EVERY === 0) print(`sweep of ${erp}: ${done} of ${of} cases`);
        },
        ...onErp(opened),
      });
      print(`\nfault sweep of ${erp}, seed ${seed}\n${report(result)}`);
      expect(result.violations).toEqual([]);
      expect(result.injected.ERP).toBeGreaterThan(0);
    },
    cases * CASE_TIMEOUT_MS,
  );
});

/** Worlds on one ERP take turns: Tryton bears one writer, and of dates in one order. */
function onErp(shared: FaultErp | undefined): Pick<SweepOptions, 'atOnce' | 'world'> {
  if (shared === undefined) return { atOnce: 6 };
  const world = { counts: FEW, runTimeout: RUN_TIMEOUT, openErp: () => shared.openWorld() } as const;
  return { atOnce: 1, world };
}
